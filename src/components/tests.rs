//! Examples of each component, held against the markup that GOV.UK Frontend 6 documents.

use leptos::prelude::*;

use super::*;

/// A view as markup, without the comments by which hydration would find its places.
fn html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| view().to_html());
    owner.cleanup();
    html.replace("<!>", "").replace("<!--<() />-->", "")
}

/// Asserts that markup holds each part.
fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn a_text_input_is_described_by_its_hint_and_its_error() {
    let plain = html(|| view! { <TextInput name="upn" label="UPN" width=20 /> }.into_any());
    holds(
        &plain,
        &[
            r#"<label for="upn" class="govuk-label">UPN</label>"#,
            "govuk-input--width-20",
        ],
    );
    assert!(!plain.contains("aria-describedby") && !plain.contains("error"));
    let wrong = html(|| {
        let error = Some("Enter a <UPN>".to_owned());
        view! { <TextInput name="upn" label="UPN" hint="13 characters" value="\"x\"" error=error /> }.into_any()
    });
    holds(
        &wrong,
        &[
            "govuk-form-group govuk-form-group--error",
            r#"<div id="upn-hint" class="govuk-hint">13 characters</div>"#,
            r#"<p id="upn-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter a &lt;UPN&gt;</p>"#,
            r#"aria-describedby="upn-hint upn-error""#,
            "govuk-input govuk-input--error",
            "&quot;x&quot;",
        ],
    );
}

#[test]
fn a_password_is_never_sent_back_and_can_be_shown() {
    let html = html(|| view! { <PasswordInput name="password" label="Password" /> }.into_any());
    holds(
        &html,
        &[
            r#"data-module="govuk-password-input""#,
            r#"autocomplete="current-password""#,
            r#"aria-controls="password" aria-label="Show password" hidden"#,
        ],
    );
    assert!(!html.contains(" value="));
}

/// What stands between the tags is what a browser shows and sends back.
#[test]
fn an_empty_text_area_holds_nothing() {
    let markup = html(|| view! { <TextArea name="why" label="Why" value="" rows=3 /> }.into_any());
    let (_, inside) = markup.split_once("<textarea").unwrap();
    let (_, inside) = inside.split_once('>').unwrap();
    assert_eq!(inside.split_once("</textarea>").unwrap().0.trim(), "");
}

#[test]
fn a_text_area_keeps_the_line_break_that_its_text_begins_with() {
    let html =
        html(|| view! { <TextArea name="why" label="Why" value="\nfirst" rows=3 /> }.into_any());
    holds(&html, &["rows=\"3\"", ">\n\nfirst</textarea>"]);
}

#[test]
fn a_select_has_its_value_chosen() {
    let options = vec![
        SelectOption::new("", "Any"),
        SelectOption::new("MMS", "Mainstream"),
    ];
    let html = html(|| {
        view! { <Select name="setting" label="Setting" options=options value="MMS" /> }.into_any()
    });
    holds(
        &html,
        &[
            r#"<option value="">Any</option>"#,
            r#"<option value="MMS" selected>Mainstream</option>"#,
        ],
    );
}

#[test]
fn the_first_radio_has_the_id_that_the_error_summary_links_to() {
    let choices = vec![
        Choice::new("1", "One").with_hint("The first"),
        Choice::new("2", "Two"),
    ];
    let error = Some("Choose a level".to_owned());
    let value = Some("2".to_owned());
    let html = html(|| {
        view! { <Radios name="level" legend="Level" choices=choices value=value error=error heading=true /> }.into_any()
    });
    holds(
        &html,
        &[
            r#"<h1 class="govuk-fieldset__heading">Level</h1>"#,
            r#"aria-describedby="level-error""#,
            r#"id="level" name="level" type="radio" value="1""#,
            r#"aria-describedby="level-item-hint""#,
            r#"id="level-2" name="level" type="radio" value="2" checked"#,
            r#"<div data-module="govuk-radios" class="govuk-radios">"#,
        ],
    );
    assert_eq!(html.matches(" checked").count(), 1);
}

#[test]
fn checkboxes_tick_what_was_ticked() {
    let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
    let html = html(|| {
        view! { <Checkboxes name="areas" legend="Areas" choices=choices values=vec!["a".to_owned()] small=true /> }.into_any()
    });
    holds(
        &html,
        &[
            "govuk-checkboxes govuk-checkboxes--small",
            r#"value="a" checked"#,
        ],
    );
    assert_eq!(html.matches(" checked").count(), 1);
}

#[test]
fn a_date_is_one_group_of_three_inputs() {
    let value = DateFields {
        day: "31".to_owned(),
        month: "8".to_owned(),
        year: "2026".to_owned(),
    };
    let html = html(|| {
        let error = Some("Enter a real date".to_owned());
        view! { <DateInput name="from" legend="From when?" value=value error=error /> }.into_any()
    });
    holds(
        &html,
        &[
            r#"role="group""#,
            r#"aria-describedby="from-error""#,
            r#"id="from-day" name="from-day" type="text" value="31" inputmode="numeric""#,
            r#"id="from-year""#,
            "govuk-input--width-4 govuk-input--error",
        ],
    );
}

#[test]
fn buttons_say_what_they_are() {
    let html = html(|| {
        view! {
            <Button text="Save" kind=ButtonKind::Secondary name="then" value="stay" hidden_text="this area" />
            <ButtonLink href="/x" text="Start" />
        }
        .into_any()
    });
    holds(
        &html,
        &[
            r#"data-prevent-double-click="true""#,
            r#"name="then" value="stay" class="govuk-button govuk-button--secondary""#,
            r#"Save<span class="govuk-visually-hidden"> this area</span>"#,
            r#"role="button" draggable="false""#,
        ],
    );
}

#[test]
fn an_error_summary_announces_an_inner_element_and_links_to_fields() {
    let problems = vec![
        Summarised {
            field: Some("name".to_owned()),
            message: "Enter a name".to_owned(),
        },
        Summarised {
            field: None,
            message: "Nothing was sent".to_owned(),
        },
    ];
    let shown = html(|| view! { <ErrorSummary problems=problems /> }.into_any());
    holds(
        &shown,
        &[
            r#"data-module="govuk-error-summary" class="govuk-error-summary"><div role="alert">"#,
            r##"<li><a href="#name">Enter a name</a></li><li>Nothing was sent</li>"##,
        ],
    );
    assert_eq!(
        html(|| view! { <ErrorSummary problems=Vec::new() /> }.into_any()),
        ""
    );
}

#[test]
fn notices_have_the_roles_that_announce_them() {
    let done = html(|| view! { <NotificationBanner text="Saved" success=true /> }.into_any());
    holds(
        &done,
        &[
            r#"role="alert""#,
            "govuk-notification-banner--success",
            ">Success<",
            ">Saved<",
        ],
    );
    let told = html(|| view! { <NotificationBanner text="Read this" /> }.into_any());
    holds(&told, &[r#"role="region""#, ">Important<"]);
    let others = html(|| {
        view! {
            <InsetText>"Aside"</InsetText>
            <WarningText text="Careful" />
            <Details summary="More" open=true>"Inside"</Details>
            <Panel title="Sent" body="Reference 1" />
        }
        .into_any()
    });
    holds(
        &others,
        &[
            r#"<div class="govuk-inset-text">Aside</div>"#,
            r#"<span class="govuk-visually-hidden">Warning</span> Careful"#,
            "<details open class=\"govuk-details\">",
            r#"<h1 class="govuk-panel__title">Sent</h1><div class="govuk-panel__body">Reference 1</div>"#,
        ],
    );
}

#[test]
fn a_summary_list_tells_its_links_apart() {
    let rows = vec![
        SummaryRow::new("Hearing", "Level 2").with_action("/x", "Change", "level of hearing"),
        SummaryRow::new("Vision", "Level 0"),
    ];
    let html = html(|| view! { <SummaryList rows=rows /> }.into_any());
    holds(
        &html,
        &[
            r#"<dt class="govuk-summary-list__key">Hearing</dt><dd class="govuk-summary-list__value">Level 2</dd>"#,
            r#"Change<span class="govuk-visually-hidden"> level of hearing</span>"#,
            "govuk-summary-list__row govuk-summary-list__row--no-actions",
        ],
    );
}

#[test]
fn a_table_heads_its_rows_and_says_its_order() {
    let mut name = Column::text("Name");
    name.sorted = Some("ascending");
    name.href = Some("/children".to_owned());
    let columns = vec![name, Column::number("Amount")];
    let rows = vec![vec![Cell::from("Ana"), Cell::from("£1.00".to_owned())]];
    let totals = vec![Cell::from("Total"), Cell::from("£1.00")];
    let html = html(|| {
        view! { <Table caption="Awards" columns=columns rows=rows totals=totals /> }.into_any()
    });
    holds(
        &html,
        &[
            r#"tabindex="0" role="region" aria-label="Awards""#,
            r#"<th scope="col" aria-sort="ascending""#,
            r#"<th scope="row" class="govuk-table__header">Ana</th>"#,
            r#"<td class="govuk-table__cell govuk-table__cell--numeric">£1.00</td>"#,
            r#"<tfoot class="govuk-table__foot">"#,
        ],
    );
}

#[test]
fn a_task_is_described_by_its_status() {
    let task = |id: &str, href: Option<&str>, status| Task {
        id: id.to_owned(),
        title: id.to_owned(),
        href: href.map(str::to_owned),
        hint: None,
        status,
    };
    let tasks = vec![
        task("done", Some("/1"), TaskStatus::Completed),
        task("begun", Some("/2"), TaskStatus::InProgress),
        task("later", None, TaskStatus::CannotStart),
    ];
    let html = html(|| view! { <TaskList tasks=tasks /> }.into_any());
    holds(
        &html,
        &[
            r#"href="/1" aria-describedby="done-status""#,
            r#"id="done-status" class="govuk-task-list__status">Completed"#,
            r#"<strong class="govuk-tag govuk-tag--blue">In progress</strong>"#,
            "govuk-task-list__status--cannot-start-yet",
        ],
    );
    assert_eq!(html.matches("govuk-task-list__item--with-link").count(), 2);
}

#[test]
fn pages_are_linked_and_the_shown_one_is_current() {
    let html_of = |current, last| {
        html(move || {
            view! { <Pagination base="/c" query="need=ASD" current=current last=last /> }.into_any()
        })
    };
    holds(
        &html_of(2, 3),
        &[
            r#"<a href="/c?need=ASD" rel="prev""#,
            r#"href="/c?need=ASD&amp;page=2" aria-label="Page 2" aria-current="page""#,
            r#"<a href="/c?need=ASD&amp;page=3" rel="next""#,
        ],
    );
    assert!(!html_of(1, 3).contains("rel=\"prev\""));
    assert_eq!(html_of(1, 1), "", "one page needs no links");
}

#[test]
fn the_rest_of_a_record() {
    let events = vec![TimelineEvent {
        day: "2026-04-01".to_owned(),
        day_in_words: "1 April 2026".to_owned(),
        title: "Award begins".to_owned(),
        detail: "Paid".into_any(),
    }];
    let figures = vec![Figure {
        value: "1".to_owned(),
        label: "open plans".to_owned(),
        href: Some("/children".to_owned()),
    }];
    let html = html(|| {
        view! {
            <Timeline events=events />
            <Figures figures=figures />
            <BackLink href="/" />
            <Breadcrumbs path=vec![Crumb::new("Children", "/children")] />
            <FilterLayout filters=view! { <form></form> }.into_any() open=true>"Lines"</FilterLayout>
        }
        .into_any()
    });
    holds(
        &html,
        &[
            r#"<time datetime="2026-04-01">1 April 2026</time>"#,
            r#"<dd class="app-figure__value">1</dd>"#,
            r#"<a href="/" class="govuk-back-link">Back</a>"#,
            r#"<nav aria-label="Breadcrumb" class="govuk-breadcrumbs">"#,
            r#"<details open class="app-search__panel">"#,
            r#"<section aria-label="Results" class="app-search__results">Lines</section>"#,
        ],
    );
}
