//! Where a family can turn: the council's SEND team, its complaints page and the local SENDIASS, as the council says it.

use serde::{Deserialize, Serialize};

/// The most characters of one of the answers: the statement still fits its pages.
const CHARACTERS_MAX: usize = 160;

/// The most characters of all of them together, for the same reason.
const TOGETHER_MAX: usize = 850;

/// Where a family can turn. What is not said is left out of the statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contacts {
    /// The team that decides on funding.
    pub send_team: SendTeam,
    /// Complaints about the council.
    pub complaints: Complaints,
    /// The local advice service.
    pub sendiass: Sendiass,
}

/// The team that decides on funding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendTeam {
    /// What it is called.
    pub name: Option<String>,
    /// Its postal address, on one line.
    pub address: Option<String>,
    /// Its telephone.
    pub telephone: Option<String>,
    /// Its e-mail.
    pub email: Option<String>,
    /// When somebody answers.
    pub hours: Option<String>,
}

/// Complaints about the council.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Complaints {
    /// The page that says how to complain.
    pub page: Option<String>,
}

/// The local advice service, which is not the council's to speak for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sendiass {
    /// What it is called.
    pub name: Option<String>,
    /// Its telephone.
    pub telephone: Option<String>,
    /// Its page.
    pub web: Option<String>,
}

impl Contacts {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Contacts::default()
    }

    /// What is wrong with the answers, each with its place; nothing where they can be printed.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let told = self.wrong().into_iter();
        told.map(|(place, reason)| format!("{place} {reason}"))
            .collect()
    }

    /// The place of each wrong answer and why it is wrong; of all of them together, the place is that of the longest.
    #[must_use]
    pub fn wrong(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        for (place, said) in self.answers() {
            let Some(said) = said else { continue };
            let is_wrong = match place.rsplit('.').next() {
                Some("telephone") => !is_telephone(said),
                Some("email") => !said.contains('@') || said.contains(char::is_whitespace),
                Some("page" | "web") => {
                    !(said.starts_with("https://") || said.starts_with("http://"))
                        || said.contains(char::is_whitespace)
                }
                _ => said.trim().is_empty(),
            };
            if is_wrong {
                let wanted = match place.rsplit('.').next() {
                    Some("telephone") => "a telephone number, digits and spaces",
                    Some("email") => "an e-mail address",
                    Some("page" | "web") => "an address that begins with https://",
                    _ => "a text",
                };
                problems.push((place, format!("is not {wanted}")));
            }
            if said.chars().count() > CHARACTERS_MAX || said.chars().any(char::is_control) {
                problems.push((
                    place,
                    format!("must be one line of {CHARACTERS_MAX} characters or fewer"),
                ));
            }
        }
        let lengths = self.answers().map(|(place, said)| {
            let length = said.map_or(0, |said| said.chars().count());
            (length, place)
        });
        let all: usize = lengths.iter().map(|(length, _)| length).sum();
        if let Some((_, longest)) = lengths.iter().max()
            && all > TOGETHER_MAX
        {
            problems.push((
                longest,
                format!(
                    "must be shorter: all answers together must be {TOGETHER_MAX} characters or fewer, and are {all}"
                ),
            ));
        }
        problems
    }

    /// Every answer, by its place in the file.
    fn answers(&self) -> [(&'static str, Option<&str>); 9] {
        let Contacts {
            send_team,
            complaints,
            sendiass,
        } = self;
        [
            ("send_team.name", send_team.name.as_deref()),
            ("send_team.address", send_team.address.as_deref()),
            ("send_team.telephone", send_team.telephone.as_deref()),
            ("send_team.email", send_team.email.as_deref()),
            ("send_team.hours", send_team.hours.as_deref()),
            ("complaints.page", complaints.page.as_deref()),
            ("sendiass.name", sendiass.name.as_deref()),
            ("sendiass.telephone", sendiass.telephone.as_deref()),
            ("sendiass.web", sendiass.web.as_deref()),
        ]
    }

    /// The lines of the statement, one for each that can be reached.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let SendTeam {
            name,
            address,
            telephone,
            email,
            hours,
        } = &self.send_team;
        let team = [
            (address, ""),
            (telephone, "telephone "),
            (email, "e-mail "),
            (hours, "open "),
        ];
        let sendiass = [
            (&self.sendiass.telephone, "telephone "),
            (&self.sendiass.web, ""),
        ];
        let lines = [
            line(name.as_deref().unwrap_or("The SEND team"), &team),
            line("How to complain", &[(&self.complaints.page, "")]),
            line(
                self.sendiass.name.as_deref().unwrap_or("SENDIASS"),
                &sendiass,
            ),
        ];
        lines.into_iter().flatten().collect()
    }
}

/// `Name: address; telephone …`; none where there is nothing to say.
fn line(name: &str, ways: &[(&Option<String>, &str)]) -> Option<String> {
    let ways = ways.iter();
    let ways: Vec<String> = ways
        .filter_map(|(way, before)| Some(format!("{before}{}", way.as_ref()?)))
        .collect();
    (!ways.is_empty()).then(|| format!("{name}: {}.", ways.join("; ")))
}

fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = |c: char| c.is_ascii_digit() || " +()-".contains(c);
    digits >= 5 && text.chars().all(others)
}

#[cfg(test)]
mod tests {
    use super::Contacts;

    fn of(change: impl FnOnce(&mut Contacts)) -> Contacts {
        let mut contacts = Contacts::default();
        change(&mut contacts);
        contacts
    }

    #[test]
    fn what_is_said_is_told_and_the_rest_is_left_out() {
        assert!(Contacts::default().is_empty());
        assert!(Contacts::default().lines().is_empty());
        let contacts = of(|all| {
            all.send_team.telephone = Some("01632 960001".to_owned());
            all.sendiass.web = Some("https://example.org/sendiass".to_owned());
        });
        assert!(contacts.problems().is_empty());
        assert_eq!(
            contacts.lines(),
            [
                "The SEND team: telephone 01632 960001.",
                "SENDIASS: https://example.org/sendiass."
            ]
        );
    }

    #[test]
    fn all_answers_together_leave_room_for_the_rest_of_the_letter() {
        let long = |before: &str, length: usize| {
            Some(format!("{before}{}", "x".repeat(length - before.len())))
        };
        let mut contacts = of(|all| {
            all.send_team.name = long("", 160);
            all.send_team.address = long("", 160);
            all.send_team.hours = long("", 160);
            all.complaints.page = long("https://", 160);
            all.sendiass.web = long("https://", 160);
            all.sendiass.name = long("", 50);
        });
        assert!(contacts.problems().is_empty());
        contacts.sendiass.name = long("", 51);
        assert_eq!(
            contacts.problems(),
            [
                "sendiass.web must be shorter: all answers together must be 850 characters or fewer, and are 851"
            ]
        );
    }

    #[test]
    fn each_wrong_answer_is_told_with_its_place() {
        let contacts = of(|all| {
            all.send_team.name = Some("  ".to_owned());
            all.send_team.address = Some("x".repeat(161));
            all.send_team.telephone = Some("ring us".to_owned());
            all.send_team.email = Some("send at example.org".to_owned());
            all.send_team.hours = Some("9\n5".to_owned());
            all.complaints.page = Some("example.org".to_owned());
        });
        assert_eq!(
            contacts.problems(),
            [
                "send_team.name is not a text",
                "send_team.address must be one line of 160 characters or fewer",
                "send_team.telephone is not a telephone number, digits and spaces",
                "send_team.email is not an e-mail address",
                "send_team.hours must be one line of 160 characters or fewer",
                "complaints.page is not an address that begins with https://",
            ]
        );
    }
}
