//! A form being read: what has no answer, and what has one that cannot be read.

/// One field that is unanswered or wrong, and the sentence that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The field's name, which is also its id on the page.
    pub field: String,
    /// What it asks for, in a word or two.
    pub title: String,
    /// What to do about it.
    pub message: String,
}

/// A reading under way.
pub(super) struct Reading<'form> {
    value_of: &'form dyn Fn(&str) -> Option<String>,
    unanswered: Vec<Gap>,
    wrong: Vec<Gap>,
}

impl<'form> Reading<'form> {
    pub(super) fn of(value_of: &'form dyn Fn(&str) -> Option<String>) -> Reading<'form> {
        Reading {
            value_of,
            unanswered: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// A field's value without the spaces round it; a blank is no value.
    pub(super) fn value(&self, field: &str) -> Option<String> {
        let value = (self.value_of)(field)?;
        let trimmed = value.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    pub(super) fn unanswered(&mut self, field: &str, title: &str, message: &str) {
        self.unanswered.push(gap(field, title, message));
    }

    pub(super) fn wrong(&mut self, field: &str, title: &str, message: &str) {
        self.wrong.push(gap(field, title, message));
    }

    /// How many answers could not be read so far.
    pub(super) fn wrongs(&self) -> usize {
        self.wrong.len()
    }

    /// What is unanswered and what is wrong, in the form's order.
    pub(super) fn into_gaps(self) -> (Vec<Gap>, Vec<Gap>) {
        (self.unanswered, self.wrong)
    }
}

#[inline(never)]
fn gap(field: &str, title: &str, message: &str) -> Gap {
    Gap {
        field: field.to_owned(),
        title: title.to_owned(),
        message: message.to_owned(),
    }
}
