//! The form that says how families reach the council.

use serde::Deserialize;
use validator::Validate;

use super::{Form, Problems};
use crate::explain::{Complaints, Contacts, SendTeam, Sendiass};

/// The raw form; a blank answer is left out of statements.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default, rename_all = "kebab-case")]
pub struct ContactsForm {
    /// What the team is called.
    pub send_team_name: String,
    /// Its postal address, on one line.
    pub send_team_address: String,
    /// Its telephone.
    pub send_team_telephone: String,
    /// Its e-mail.
    pub send_team_email: String,
    /// When somebody answers.
    pub send_team_hours: String,
    /// The page that says how to complain.
    pub complaints_page: String,
    /// What the local advice service is called.
    pub sendiass_name: String,
    /// Its telephone.
    pub sendiass_telephone: String,
    /// Its page.
    pub sendiass_web: String,
    /// How many entries there were when the form was opened.
    pub seen: String,
    /// `keep` once the statement's words were looked at.
    pub step: String,
}

impl ContactsForm {
    /// The form as it would be filled in for these contacts.
    #[must_use]
    pub fn of(contacts: &Contacts, seen: u32) -> ContactsForm {
        let said = |answer: &Option<String>| answer.clone().unwrap_or_default();
        let (team, sendiass) = (&contacts.send_team, &contacts.sendiass);
        ContactsForm {
            send_team_name: said(&team.name),
            send_team_address: said(&team.address),
            send_team_telephone: said(&team.telephone),
            send_team_email: said(&team.email),
            send_team_hours: said(&team.hours),
            complaints_page: said(&contacts.complaints.page),
            sendiass_name: said(&sendiass.name),
            sendiass_telephone: said(&sendiass.telephone),
            sendiass_web: said(&sendiass.web),
            seen: seen.to_string(),
            step: String::new(),
        }
    }

    /// Every answer with its field, in the order of the page.
    #[must_use]
    pub fn answers(&self) -> [(&'static str, &str); 9] {
        [
            (Self::FIELDS[0], &self.send_team_name),
            (Self::FIELDS[1], &self.send_team_address),
            (Self::FIELDS[2], &self.send_team_telephone),
            (Self::FIELDS[3], &self.send_team_email),
            (Self::FIELDS[4], &self.send_team_hours),
            (Self::FIELDS[5], &self.complaints_page),
            (Self::FIELDS[6], &self.sendiass_name),
            (Self::FIELDS[7], &self.sendiass_telephone),
            (Self::FIELDS[8], &self.sendiass_web),
        ]
    }
}

/// What is asked, by field.
#[must_use]
pub fn label(field: &str) -> &'static str {
    match field {
        "send-team-name" => "Name of the SEND team",
        "send-team-address" => "Postal address of the SEND team, on one line",
        "send-team-telephone" => "Telephone of the SEND team",
        "send-team-email" => "E-mail of the SEND team",
        "send-team-hours" => "When somebody answers",
        "complaints-page" => "Page that says how to complain",
        "sendiass-name" => "Name of the local SENDIASS",
        "sendiass-telephone" => "Telephone of the local SENDIASS",
        "sendiass-web" => "Page of the local SENDIASS",
        _ => "All answers",
    }
}

impl Form for ContactsForm {
    type Value = Contacts;

    const FIELDS: &'static [&'static str] = &[
        "send-team-name",
        "send-team-address",
        "send-team-telephone",
        "send-team-email",
        "send-team-hours",
        "complaints-page",
        "sendiass-name",
        "sendiass-telephone",
        "sendiass-web",
    ];

    fn value(&self, problems: &mut Problems) -> Option<Contacts> {
        let said = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        let contacts = Contacts {
            send_team: SendTeam {
                name: said(&self.send_team_name),
                address: said(&self.send_team_address),
                telephone: said(&self.send_team_telephone),
                email: said(&self.send_team_email),
                hours: said(&self.send_team_hours),
            },
            complaints: Complaints {
                page: said(&self.complaints_page),
            },
            sendiass: Sendiass {
                name: said(&self.sendiass_name),
                telephone: said(&self.sendiass_telephone),
                web: said(&self.sendiass_web),
            },
        };
        for (place, reason) in contacts.wrong() {
            let field = place.replace(['.', '_'], "-");
            let message = format!("{} {reason}", label(&field));
            problems.add(field, message);
        }
        problems.is_empty().then_some(contacts)
    }
}

#[cfg(test)]
mod tests {
    use super::ContactsForm;
    use crate::forms::parse;

    #[test]
    fn answers_are_read_and_each_wrong_one_is_told_at_its_field() {
        let form = ContactsForm {
            send_team_telephone: " 01632 960001 ".to_owned(),
            ..ContactsForm::default()
        };
        let read = parse(&form).unwrap();
        assert_eq!(read.send_team.telephone.as_deref(), Some("01632 960001"));
        assert_eq!(
            ContactsForm::of(&read, 3).send_team_telephone,
            "01632 960001"
        );
        assert!(parse(&ContactsForm::default()).unwrap().is_empty());
        let form = ContactsForm {
            complaints_page: "example.org".to_owned(),
            sendiass_name: "x".repeat(161),
            ..ContactsForm::default()
        };
        let problems = parse(&form).unwrap_err();
        let told: Vec<(&str, &str)> = problems
            .iter()
            .map(|problem| (&*problem.field, problem.message.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (
                    "complaints-page",
                    "Page that says how to complain is not an address that begins with https://"
                ),
                (
                    "sendiass-name",
                    "Name of the local SENDIASS must be one line of 160 characters or fewer"
                ),
            ]
        );
    }
}
