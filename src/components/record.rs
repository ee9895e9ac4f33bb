//! Parts of a record: its facts, its states, its tasks, its history.

use leptos::prelude::*;

use super::classes;

/// One fact: what, its value, and how to change it.
pub struct SummaryRow {
    key: String,
    value: AnyView,
    actions: Vec<RowAction>,
}

/// A link beside a fact.
struct RowAction {
    href: String,
    text: String,
    hidden_text: String,
}

impl SummaryRow {
    /// A fact whose value is any markup.
    #[must_use]
    pub fn new(key: impl Into<String>, value: impl IntoView + 'static) -> SummaryRow {
        SummaryRow {
            key: key.into(),
            value: value.into_any(),
            actions: Vec::new(),
        }
    }

    /// The same fact with a link, such as “Change”, and the words that tell it from the other rows' links.
    #[must_use]
    pub fn with_action(
        mut self,
        href: impl Into<String>,
        text: impl Into<String>,
        hidden_text: impl Into<String>,
    ) -> SummaryRow {
        self.actions.push(RowAction {
            href: href.into(),
            text: text.into(),
            hidden_text: hidden_text.into(),
        });
        self
    }
}

/// A list of facts.
#[component]
pub fn SummaryList(
    /// The facts, from the top.
    rows: Vec<SummaryRow>,
    /// Without lines between them.
    #[prop(optional)]
    no_border: bool,
) -> impl IntoView {
    let class = classes(
        "govuk-summary-list",
        &[("govuk-summary-list--no-border", no_border)],
    );
    // A row without a link keeps the others' width only if some row has one.
    let any_actions = rows.iter().any(|row| !row.actions.is_empty());
    let rows = rows
        .into_iter()
        .map(|row| summary_row(row, any_actions))
        .collect_view();
    view! { <dl class=class>{rows}</dl> }
}

fn summary_row(row: SummaryRow, any_actions: bool) -> impl IntoView {
    let class = classes(
        "govuk-summary-list__row",
        &[(
            "govuk-summary-list__row--no-actions",
            any_actions && row.actions.is_empty(),
        )],
    );
    let actions = row
        .actions
        .into_iter()
        .map(|action| {
            view! {
                <a class="govuk-link" href=action.href>
                    {action.text}
                    <span class="govuk-visually-hidden">" "{action.hidden_text}</span>
                </a>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class=class>
            <dt class="govuk-summary-list__key">{row.key}</dt>
            <dd class="govuk-summary-list__value">{row.value}</dd>
            {(!actions.is_empty()).then(|| view! { <dd class="govuk-summary-list__actions">{actions}</dd> })}
        </div>
    }
}

/// The colour of a tag. Colour never carries the meaning alone: the words do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    /// The default.
    #[default]
    Blue,
    /// Settled.
    Green,
    /// Waiting for somebody.
    Yellow,
    /// Wrong, or in the way.
    Red,
    /// Over, or not begun.
    Grey,
    /// Set apart from the others.
    Purple,
}

/// A state, in a word or two.
#[component]
pub fn Tag(
    /// The state.
    #[prop(into)]
    text: String,
    /// Its colour.
    #[prop(optional)]
    colour: TagColour,
) -> impl IntoView {
    let class = match colour {
        TagColour::Blue => "govuk-tag govuk-tag--blue",
        TagColour::Green => "govuk-tag govuk-tag--green",
        TagColour::Yellow => "govuk-tag govuk-tag--yellow",
        TagColour::Red => "govuk-tag govuk-tag--red",
        TagColour::Grey => "govuk-tag govuk-tag--grey",
        TagColour::Purple => "govuk-tag govuk-tag--purple",
    };
    view! { <strong class=class>{text}</strong> }
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskStatus {
    /// Done.
    Completed,
    /// Begun.
    InProgress,
    /// Not begun.
    NotStarted,
    /// Waits for another task.
    CannotStart,
    /// Something in it is wrong.
    Problem,
}

/// One task of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id on the page, from which its status and hint take theirs.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// Where it is done; none while it cannot start.
    pub href: Option<String>,
    /// One more line.
    pub hint: Option<String>,
    /// How far it is.
    pub status: TaskStatus,
}

/// Tasks that can be done in any order, each with how far it is.
#[component]
pub fn TaskList(
    /// The tasks, from the top.
    tasks: Vec<Task>,
) -> impl IntoView {
    let items = tasks.into_iter().map(task_item).collect_view();
    view! { <ul class="govuk-task-list">{items}</ul> }
}

fn task_item(task: Task) -> impl IntoView {
    let linked = task.href.is_some();
    let class = classes(
        "govuk-task-list__item",
        &[("govuk-task-list__item--with-link", linked)],
    );
    let status_id = format!("{}-status", task.id);
    let hint_id = format!("{}-hint", task.id);
    let described = match task.hint {
        Some(_) => format!("{hint_id} {status_id}"),
        None => status_id.clone(),
    };
    let title = match task.href {
        Some(href) => view! {
            <a class="govuk-link govuk-task-list__link" href=href aria-describedby=described>{task.title}</a>
        }
        .into_any(),
        None => view! { <div>{task.title}</div> }.into_any(),
    };
    let status_class = classes(
        "govuk-task-list__status",
        &[(
            "govuk-task-list__status--cannot-start-yet",
            task.status == TaskStatus::CannotStart,
        )],
    );
    let status = match task.status {
        TaskStatus::Completed => "Completed".into_any(),
        TaskStatus::CannotStart => "Cannot start yet".into_any(),
        TaskStatus::InProgress => {
            view! { <Tag text="In progress" colour=TagColour::Blue /> }.into_any()
        }
        TaskStatus::NotStarted => {
            view! { <Tag text="Not started" colour=TagColour::Grey /> }.into_any()
        }
        TaskStatus::Problem => {
            view! { <Tag text="There is a problem" colour=TagColour::Red /> }.into_any()
        }
    };
    view! {
        <li class=class>
            <div class="govuk-task-list__name-and-hint">
                {title}
                {task.hint.map(|hint| view! { <div id=hint_id class="govuk-task-list__hint">{hint}</div> })}
            </div>
            <div class=status_class id=status_id>{status}</div>
        </li>
    }
}

/// One thing that happened to a record.
pub struct TimelineEvent {
    /// The day, `2026-04-01`.
    pub day: String,
    /// The day in words.
    pub day_in_words: String,
    /// What happened.
    pub title: String,
    /// More about it.
    pub detail: AnyView,
}

/// What happened to a record, the latest first.
#[component]
pub fn Timeline(
    /// The events, from the top.
    events: Vec<TimelineEvent>,
) -> impl IntoView {
    let items = events
        .into_iter()
        .map(|event| {
            view! {
                <li class="app-timeline__event">
                    <p class="app-timeline__date"><time datetime=event.day>{event.day_in_words}</time></p>
                    <h3 class="app-timeline__title">{event.title}</h3>
                    <div class="app-timeline__detail">{event.detail}</div>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="app-timeline">{items}</ol> }
}
