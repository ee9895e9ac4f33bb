//! Somebody who signs in: their name, roles, establishments and limit.

use std::collections::BTreeSet;

use validator::Validate;

use super::{Form, Problems, pounds};
use crate::access::{Role, RolesProblem, may_be_held_together};
use crate::ids::Urn;
use crate::money::Money;

/// The form as it is sent. Its roles are boxes of one name, so a page fills it field by field.
#[derive(Clone, Debug, Default, Validate)]
pub struct UserForm {
    /// The name to sign in with; none where an existing user is changed, whose name stays.
    #[validate(length(max = 60, message = "Sign-in name must be 60 characters or fewer"))]
    pub name: Option<String>,
    /// The name that colleagues see.
    #[validate(length(max = 100, message = "Name must be 100 characters or fewer"))]
    pub display_name: String,
    /// The roles ticked, by their codes; none at all for somebody whose roles come from the council's provider.
    pub roles: Option<Vec<String>>,
    /// URNs, one to a line.
    #[validate(length(max = 4000, message = "Enter 500 establishments or fewer"))]
    pub urns: String,
    /// The highest yearly amount of an individual award; blank is none.
    pub limit: String,
    /// The highest yearly amount of a cost line that needs no second person; blank is any.
    pub cost_limit: String,
}

/// What the form means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAnswer {
    /// The name to sign in with, in lower case; none where it stays.
    pub name: Option<String>,
    /// The name that colleagues see.
    pub display_name: String,
    /// The roles; none where they stay.
    pub roles: Option<BTreeSet<Role>>,
    /// Their establishments.
    pub urns: BTreeSet<Urn>,
    /// The highest yearly amount of an individual award.
    pub limit: Money,
    /// The highest yearly amount of a cost line that needs no second person; none where any.
    pub cost_limit: Option<Money>,
}

impl Form for UserForm {
    type Value = UserAnswer;

    const FIELDS: &'static [&'static str] = &[
        "name",
        "display-name",
        "role",
        "urns",
        "limit",
        "cost-limit",
    ];

    fn value(&self, problems: &mut Problems) -> Option<UserAnswer> {
        let name = match &self.name {
            None => Some(None),
            Some(typed) => sign_in_name(typed, problems).map(Some),
        };
        let display_name = self.display_name.trim().to_owned();
        if display_name.is_empty() || display_name.chars().any(crate::letters::is_unseen) {
            problems.add("display-name", "Enter the name that colleagues see");
        }
        let urns = self.urns(problems);
        let roles = self.roles.as_ref().map(|ticked| ticked.iter());
        let roles = roles.map(|ticked| ticked.filter_map(|code| Role::parse(code)).collect());
        if let Some(roles) = &roles
            && let Err(problem) = may_be_held_together(roles, !self.urns.trim().is_empty())
        {
            problems.add(field_of(problem), problem.to_string());
        }
        let limit = match self.limit.trim() {
            "" => Some(Money::ZERO),
            typed => pounds::wanted(typed, "limit", "", problems),
        };
        if limit.is_some_and(|limit| limit < Money::ZERO) {
            problems.add("limit", "Limit must be nought or more");
        }
        let cost_limit = match self.cost_limit.trim() {
            "" => Some(None),
            typed => pounds::wanted(typed, "cost-limit", "", problems).map(Some),
        };
        if cost_limit
            .flatten()
            .is_some_and(|limit| limit < Money::ZERO)
        {
            problems.add("cost-limit", "Limit must be nought or more");
        }
        Some(UserAnswer {
            name: name?,
            display_name,
            roles,
            urns: urns?,
            limit: limit?,
            cost_limit: cost_limit?,
        })
    }
}

impl UserForm {
    fn urns(&self, problems: &mut Problems) -> Option<BTreeSet<Urn>> {
        let separators = |c: char| c.is_whitespace() || c == ',';
        let typed = self.urns.split(separators).filter(|text| !text.is_empty());
        let mut urns = BTreeSet::new();
        for text in typed {
            match Urn::parse(text) {
                Ok(urn) => urns.insert(urn),
                Err(_) => {
                    problems.add("urns", format!("“{text}” is not a URN of six digits"));
                    return None;
                }
            };
        }
        Some(urns)
    }
}

/// The field at which a problem with roles is shown.
#[must_use]
pub fn field_of(problem: RolesProblem) -> &'static str {
    match problem {
        RolesProblem::None | RolesProblem::Mixed => "role",
        RolesProblem::NoEstablishment => "urns",
    }
}

/// A name without spaces, as it is kept: in lower case.
fn sign_in_name(typed: &str, problems: &mut Problems) -> Option<String> {
    let name = typed.trim().to_lowercase();
    let is_odd = |c: char| c.is_whitespace() || c.is_control();
    if name.is_empty() {
        problems.add("name", "Enter a name to sign in with");
        None
    } else if name.chars().any(is_odd) {
        problems.add("name", "A name to sign in with has no spaces");
        None
    } else {
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, UserForm};
    use crate::forms::parse;

    fn filled() -> UserForm {
        UserForm {
            name: Some(" A.Nowak ".to_owned()),
            display_name: "Anna Nowak".to_owned(),
            roles: Some(vec!["senco".to_owned()]),
            urns: "109901, 109902\n109901".to_owned(),
            limit: String::new(),
            cost_limit: String::new(),
        }
    }

    fn fields(form: &UserForm) -> Vec<String> {
        let problems = parse(form).unwrap_err();
        problems.iter().map(|one| one.field.to_string()).collect()
    }

    #[test]
    fn a_form_is_read_whole() {
        let answer = parse(&filled()).unwrap();
        assert_eq!(answer.name.as_deref(), Some("a.nowak"));
        assert_eq!(answer.urns.len(), 2);
        assert_eq!(answer.roles, Some([Role::Senco].into()));
        assert_eq!((answer.limit.pence(), answer.cost_limit), (0, None));
        let limited = UserForm {
            limit: "£12,000".to_owned(),
            roles: None,
            ..filled()
        };
        let answer = parse(&limited).unwrap();
        assert_eq!((answer.roles, answer.limit.pence()), (None, 1_200_000));
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let wrong = UserForm {
            name: Some("anna nowak".to_owned()),
            display_name: " ".to_owned(),
            roles: Some(Vec::new()),
            urns: "10990".to_owned(),
            limit: "-1".to_owned(),
            cost_limit: "-1".to_owned(),
        };
        let all = [
            "name",
            "display-name",
            "role",
            "urns",
            "limit",
            "cost-limit",
        ];
        assert_eq!(fields(&wrong), all);
        let nowhere = UserForm {
            urns: String::new(),
            ..filled()
        };
        assert_eq!(fields(&nowhere), ["urns"]);
        let mixed = vec!["senco".to_owned(), "moderator".to_owned()];
        let mixed = UserForm {
            roles: Some(mixed),
            ..filled()
        };
        assert_eq!(fields(&mixed), ["role"]);
    }
}
