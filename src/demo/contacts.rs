//! Where the families of an invented authority can turn: nobody is there. The telephone numbers are those kept for fiction.

use crate::explain::{Complaints, Contacts, SendTeam, Sendiass};

/// Plainly invented contacts.
#[must_use]
pub fn contacts() -> Contacts {
    let said = |text: &str| Some(text.to_owned());
    Contacts {
        send_team: SendTeam {
            name: said("The SEND team (invented)"),
            address: said("Example House, 1 Invented Street, Exampleton"),
            telephone: said("01632 960001"),
            email: said("send@example.org"),
            hours: said("Monday to Friday, 9am to 5pm"),
        },
        complaints: Complaints {
            page: said("https://example.org/complaints"),
        },
        sendiass: Sendiass {
            name: said("SENDIASS (invented)"),
            telephone: said("01632 960002"),
            web: said("https://example.org/sendiass"),
        },
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_invented_could_be_printed() {
        assert!(super::contacts().problems().is_empty());
    }
}
