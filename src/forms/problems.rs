//! What is wrong with a form, in words for whoever filled it in.

use std::borrow::Cow;

use validator::ValidationErrors;

/// One thing that is wrong, at one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name, which is also its input's id; empty if it is about the whole form.
    pub field: Cow<'static, str>,
    /// The sentence shown in the summary and by the field.
    pub message: String,
}

/// Everything that is wrong with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems of a form with one.
    #[must_use]
    pub fn one(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Problems {
        let mut problems = Problems::default();
        problems.add(field, message);
        problems
    }

    /// Adds a problem; a field keeps the first of its problems.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_none() || field.is_empty() {
            self.0.push(Problem {
                field,
                message: message.into(),
            });
        }
    }

    /// The message of a field, if it has a problem.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<String> {
        self.0
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.message.clone())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Adds what `validator`'s derive found; every rule on a field carries its own message.
    pub(super) fn add_shape(&mut self, errors: &ValidationErrors) {
        for (field, errors) in errors.field_errors() {
            for error in errors {
                let message = error.message.as_deref().unwrap_or("Check this answer");
                self.add(field.clone().into_owned(), message);
            }
        }
    }

    /// The same problems in the order of the fields, then those of fields that are not listed. A field of a row, `line_2`, stands
    /// where `line` is listed.
    pub(super) fn in_order(mut self, fields: &[&str]) -> Problems {
        self.0.sort_by_key(|problem| {
            let (whole, of_rows) = (&*problem.field, problem.field.split('_').next());
            fields
                .iter()
                .position(|field| *field == whole || Some(*field) == of_rows)
                .unwrap_or(fields.len())
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;

    #[test]
    fn a_field_keeps_its_first_problem_and_the_page_its_order() {
        let mut problems = Problems::one("password", "Enter your password");
        problems.add("name", "Enter your user name");
        problems.add("password", "Another");
        let problems = problems.in_order(&["name", "password"]);
        let seen: Vec<&str> = problems
            .iter()
            .map(|problem| problem.message.as_str())
            .collect();
        assert_eq!(seen, ["Enter your user name", "Enter your password"]);
    }
}
