//! From a view to a whole answer: the frame, the title, the status, the scripts.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::context::provide_context;
use leptos::prelude::*;

use super::PRODUCT;
use super::assets;
use super::navigation;
use super::visitor::Visit;
use crate::components::{
    BackLink, Breadcrumbs, Crumb, ErrorSummary, Footer, Header, Layout, NotificationBanner,
    Summarised,
};
use crate::forms::Problems;
use crate::service::session::Message;

/// Marks an answer that is already as its reader should see it: no error page takes its place.
#[derive(Clone, Copy, Debug)]
pub struct Dressed;

/// Marks an answer whose page has an island.
#[derive(Clone, Copy, Debug)]
pub struct WithIsland;

/// Marks an answer that says what the page before left to be said.
#[derive(Clone, Copy, Debug)]
pub(super) struct SaysMessage;

/// What a page is, apart from its content.
pub struct Page {
    title: String,
    status: StatusCode,
    before: Before,
    problems: Problems,
    overtaken: Option<&'static str>,
    island: bool,
}

/// What comes before the main part.
enum Before {
    Nothing,
    Back { href: String, text: String },
    Path(Vec<Crumb>),
}

impl Page {
    /// A page with a title, which is also the words of its main heading. No name of a child belongs in it.
    #[must_use]
    pub fn titled(title: impl Into<String>) -> Page {
        Page {
            title: title.into(),
            status: StatusCode::OK,
            before: Before::Nothing,
            problems: Problems::default(),
            overtaken: None,
            island: false,
        }
    }

    /// The same page with a link back.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, text: impl Into<String>) -> Page {
        self.before = Before::Back {
            href: href.into(),
            text: text.into(),
        };
        self
    }

    /// The same page with the path that leads to it.
    #[must_use]
    pub fn below(mut self, path: Vec<Crumb>) -> Page {
        self.before = Before::Path(path);
        self
    }

    /// The same page with the problems of its form: status 422, a summary at the top, “Error: ” in the title.
    /// Without problems it stays as it was.
    #[must_use]
    pub fn with_problems(mut self, problems: &Problems) -> Page {
        if !problems.is_empty() {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
            self.problems = problems.clone();
        }
        self
    }

    /// The same page for a form that was refused as a whole, before its fields were known: as [`Page::with_problems`].
    #[must_use]
    pub fn refused(self, message: &'static str) -> Page {
        self.with_problems(&Problems::one("", message))
    }

    /// The same page with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Page {
        self.status = status;
        self
    }

    /// The same page for somebody whose form came after another's, with the words for what became of both: status 409. As it
    /// was where nobody was first.
    #[must_use]
    pub fn overtaken(mut self, lost: bool, words: &'static str) -> Page {
        if lost {
            self.status = StatusCode::CONFLICT;
            self.overtaken = Some(words);
        }
        self
    }

    /// The same page with an island: it downloads the WebAssembly, and its security policy allows that.
    #[must_use]
    pub fn with_island(mut self) -> Page {
        self.island = true;
        self
    }

    /// The whole answer. The content is made inside, because islands and contexts need an owner.
    pub fn answer<V: IntoView + 'static>(
        self,
        visit: &Visit,
        content: impl FnOnce() -> V,
    ) -> Response {
        let (status, island) = (self.status, self.island);
        // The owner holds everything reactive that the view makes, and is emptied with this answer.
        let owner = Owner::new_root(None);
        let html = owner.with(|| {
            provide_context(visit.nonce().clone());
            self.frame(visit, content().into_any()).to_html()
        });
        owner.cleanup();
        owner.unset_with_forced_cleanup();

        let mut response = (status, Html(format!("<!DOCTYPE html>{html}"))).into_response();
        response.extensions_mut().insert(Dressed);
        if status.is_success() {
            response.extensions_mut().insert(SaysMessage);
        }
        if island {
            response.extensions_mut().insert(WithIsland);
        }
        response
    }

    fn frame(self, visit: &Visit, content: AnyView) -> impl IntoView + use<> {
        let settings = visit.settings();
        let mut scripts = vec![assets::path("page.js")];
        if self.island {
            scripts.push(assets::path("islands.js"));
        }
        let title = browser_title(
            &self.title,
            !self.problems.is_empty(),
            &settings.council.name,
        );
        let header = view! {
            <Header
                council=settings.council.name.clone()
                product=PRODUCT
                signed_in=visit.signed_in().map(|person| person.described())
                navigation=navigation::items(visit)
                invented=settings.invented
            />
        };
        let footer = view! {
            <Footer council=settings.council.name.clone() product=PRODUCT links=navigation::FOOTER.to_vec() />
        };
        let summary = summarised(&self.problems);
        // That something was done belongs on no page that says what went wrong.
        let said = visit.message().filter(|_| self.status.is_success());
        let said = said.cloned().map(banner);
        let overtaken = self.overtaken;
        let overtaken = overtaken.map(|words| view! { <NotificationBanner text=words /> });
        view! {
            <Layout
                title=title
                stylesheets=vec![assets::path("app.css"), settings.council.stylesheet()]
                scripts=scripts
                nonce=visit.nonce().to_string()
                header=header.into_any()
                footer=footer.into_any()
                before=before(self.before)
            >
                {said}
                {overtaken}
                <ErrorSummary problems=summary />
                {content}
            </Layout>
        }
    }
}

fn browser_title(title: &str, wrong: bool, council: &str) -> String {
    let error = if wrong { "Error: " } else { "" };
    format!("{error}{title} – {PRODUCT} – {council}")
}

fn before(before: Before) -> Option<AnyView> {
    match before {
        Before::Nothing => None,
        Before::Back { href, text } => Some(view! { <BackLink href=href text=text /> }.into_any()),
        Before::Path(path) => Some(view! { <Breadcrumbs path=path /> }.into_any()),
    }
}

fn banner(said: Message) -> AnyView {
    view! { <NotificationBanner text=said.text success=said.success /> }.into_any()
}

fn summarised(problems: &Problems) -> Vec<Summarised> {
    problems
        .iter()
        .map(|problem| Summarised {
            field: (!problem.field.is_empty()).then(|| problem.field.to_string()),
            message: problem.message.clone(),
        })
        .collect()
}

/// Sends the browser on after a form was accepted (303), so that going back does not send it again.
///
/// The address is one of ours: it is made by the caller, or came through [`address::local`](super::address::local).
#[must_use]
pub fn redirect(address: &str) -> Response {
    // An address of ours holds ids and escaped values only; one that no header can hold goes home.
    let location = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Sends the browser to the council's sign-in provider, and nowhere else: the address comes from its own description.
#[must_use]
pub fn elsewhere(address: &str) -> Response {
    redirect(address)
}
