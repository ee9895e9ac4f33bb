//! Names of invented children, from the many origins that an English county's schools have.
//!
//! Given and family name are drawn from the same group as a rule, and from two groups now and then, as in life. A name
//! says nothing about the ethnicity that is drawn elsewhere.

use super::draw::Draw;
use crate::store::child::Sex;

/// Names that are often found together, and how often the group is drawn.
struct Group {
    weight: u32,
    girls: &'static [&'static str],
    boys: &'static [&'static str],
    families: &'static [&'static str],
}

const GROUPS: [Group; 9] = [
    Group {
        weight: 520,
        girls: &[
            "Amelia",
            "Ava",
            "Beatrice",
            "Bonnie",
            "Charlotte",
            "Chloe",
            "Daisy",
            "Edith",
            "Eliza",
            "Ella",
            "Emily",
            "Erin",
            "Evie",
            "Florence",
            "Freya",
            "Grace",
            "Hannah",
            "Harriet",
            "Isla",
            "Ivy",
            "Jasmine",
            "Jessica",
            "Lily-Mae",
            "Lucy",
            "Mabel",
            "Maisie",
            "Martha",
            "Matilda",
            "Millie",
            "Molly",
            "Niamh",
            "Olivia",
            "Poppy",
            "Rosie",
            "Ruby",
            "Scarlett",
            "Sophie",
            "Summer",
            "Willow",
            "Zara",
        ],
        boys: &[
            "Alfie", "Archie", "Arthur", "Ben", "Callum", "Charlie", "Daniel", "Dylan", "Edward",
            "Ellis", "Ethan", "Finley", "Frank", "Freddie", "George", "Harrison", "Harry", "Henry",
            "Jack", "Jacob", "Jake", "James", "Jayden", "Joe", "Joshua", "Kian", "Leo", "Liam",
            "Logan", "Lucas", "Mason", "Max", "Noah", "Oliver", "Oscar", "Reuben", "Riley", "Rory",
            "Samuel", "Stanley", "Ted", "Theo", "Thomas", "Tyler", "William",
        ],
        families: &[
            "Abbott",
            "Atkins",
            "Bailey",
            "Barker",
            "Bell",
            "Bishop",
            "Booth",
            "Bradley",
            "Brook-Hayes",
            "Burton",
            "Carter",
            "Chapman",
            "Clarke",
            "Cole",
            "Cooper",
            "Cox",
            "Dawson",
            "Dean",
            "Ellison",
            "Farmer",
            "Fletcher",
            "Fox",
            "Gardner",
            "Gibson",
            "Hale",
            "Hargreaves",
            "Harper",
            "Hart-Dyson",
            "Holloway",
            "Hudson",
            "Hughes",
            "Jarvis",
            "Kemp",
            "Lane",
            "Lawson",
            "Marsh",
            "Mercer",
            "Mills",
            "Nash",
            "Norris",
            "Osborne",
            "Palmer",
            "Parry",
            "Pearce",
            "Pugh",
            "Reeves",
            "Rowe",
            "Sharp",
            "Shepherd",
            "Skinner",
            "Slater",
            "Spencer",
            "Stokes",
            "Sutton",
            "Tanner",
            "Thorne",
            "Turner",
            "Underhill",
            "Vaughan",
            "Walsh-Jones",
            "Ward",
            "Webb",
            "Wheeler",
            "Whitfield",
            "Winter",
            "Wyatt",
            "Yates",
        ],
    },
    Group {
        weight: 70,
        girls: &[
            "Aoife", "Bríd", "Caoimhe", "Ciara", "Mairéad", "Orla", "Róisín", "Saoirse", "Siân",
            "Sorcha",
        ],
        boys: &[
            "Aodhán", "Cian", "Conor", "Éanna", "Eoin", "Fionn", "Gethin", "Oisín", "Rhys", "Seán",
        ],
        families: &[
            "D'Arcy",
            "Fitzgerald",
            "Gallagher",
            "Kavanagh",
            "MacAskill",
            "McGrath",
            "O'Brien",
            "O'Connell",
            "O'Dowd",
            "O'Reilly",
            "Ó Briain",
            "Quinn",
            "Sweeney",
        ],
    },
    Group {
        weight: 130,
        girls: &[
            "Aaliyah", "Aisha", "Amina", "Anaya", "Fatima", "Hafsa", "Inaya", "Khadija", "Maryam",
            "Mehwish", "Noor", "Priya", "Saanvi", "Simran", "Sumaiya", "Zainab",
        ],
        boys: &[
            "Aarav", "Abdullah", "Arjun", "Bilal", "Hamza", "Ibrahim", "Ishaan", "Mohammed",
            "Musa", "Omar", "Rayyan", "Rohan", "Yusuf", "Zakariya", "Zayn",
        ],
        families: &[
            "Ahmed", "Akhtar", "Ali", "Begum", "Chaudhry", "Dhillon", "Gill", "Hussain", "Iqbal",
            "Joshi", "Kaur", "Khan", "Mahmood", "Malik", "Miah", "Patel", "Rahman", "Sandhu",
            "Sharma", "Uddin",
        ],
    },
    Group {
        weight: 85,
        girls: &[
            "Abena",
            "Adaeze",
            "Adwoa",
            "Chiamaka",
            "Efua",
            "Folasadé",
            "Nyasha",
            "Temperance",
            "Thandiwe",
            "Zuri",
        ],
        boys: &[
            "Ayodele", "Chidi", "Emeka", "Ìdòwú", "Kofi", "Kwame", "Olumide", "Tafadzwa", "Tobi",
            "Yaw",
        ],
        families: &[
            "Adébáyọ̀",
            "Adeyemi",
            "Agyeman",
            "Asante",
            "Boateng",
            "Chikwanha",
            "Mensah",
            "Moyo",
            "Nwosu",
            "Okafor",
            "Okonkwo",
            "Owusu-Ansah",
            "Sesay",
        ],
    },
    Group {
        weight: 75,
        girls: &[
            "Agnieszka",
            "Alicja",
            "Dorota",
            "Ilinca",
            "Kateřina",
            "Ľubica",
            "Oksana",
            "Ștefania",
            "Zofia",
            "Žaneta",
        ],
        boys: &[
            "Bartosz",
            "Bogdan",
            "Dmytro",
            "Jakub",
            "Kacper",
            "Łukasz",
            "Matúš",
            "Oleksandr",
            "Răzvan",
            "Şerban",
        ],
        families: &[
            "Bałaban",
            "Černý",
            "Dąbrowska",
            "Ionescu",
            "Kováč",
            "Kowalczyk",
            "Marinescu",
            "Nowak",
            "Petrauskas",
            "Shevchenko",
            "Wiśniewski",
            "Žukauskas",
        ],
    },
    Group {
        weight: 40,
        girls: &["Beatriz", "Chloé", "Inês", "Lucía", "Noëlle", "Zoë"],
        boys: &["André", "Íñigo", "João", "José", "Loïc", "Théo"],
        families: &[
            "Da Silva",
            "De la Cruz",
            "Ferreira",
            "Gonçalves",
            "Muñoz",
            "Núñez-García",
            "Pereira",
            "Rossi",
            "Van den Berg",
        ],
    },
    Group {
        weight: 30,
        girls: &["Ayşe", "Elif", "Leyla", "Parisa", "Shirin", "Zeynep"],
        boys: &["Çağan", "Emre", "İlker", "Karim", "Rostam", "Yiğit"],
        families: &[
            "Al-Hassan",
            "Ben Youssef",
            "Çelik",
            "El Amrani",
            "Haidari",
            "Karimi",
            "Öztürk",
            "Yılmaz",
        ],
    },
    Group {
        weight: 35,
        girls: &["Hana", "Jia Hui", "Linh", "Mei", "Thuỳ", "Yuki"],
        boys: &["Haoran", "Jun", "Kai", "Minh", "Tuấn", "Wei"],
        families: &[
            "Chan", "Chen", "Kim", "Nguyễn", "Phạm", "Tanaka", "Trần", "Wong", "Zhang",
        ],
    },
    Group {
        weight: 15,
        girls: &["Leilani", "Marama", "Moana"],
        boys: &["Keanu", "Nikau", "Tāne"],
        families: &["Fa'asavalu", "Kahananui", "Ngata", "Tuilagi"],
    },
];

/// A child's given and family name.
pub(super) fn full_name(sex: Sex, draw: &mut Draw) -> (String, String) {
    let given_group = group(draw);
    let family_group = if draw.in_thousand(120) {
        group(draw)
    } else {
        given_group
    };
    let given = match sex {
        Sex::Female => draw.pick(given_group.girls),
        Sex::Male => draw.pick(given_group.boys),
    };
    let family = draw.pick(family_group.families);
    // Two families' names, joined: usual wherever parents keep their own.
    if !family.contains(['-', ' ']) && draw.in_thousand(60) {
        let second_group = group(draw);
        let second = draw.pick(second_group.families);
        if !second.contains(['-', ' ']) && second != family {
            return (given.to_owned(), format!("{family}-{second}"));
        }
    }
    (given.to_owned(), family.to_owned())
}

fn group(draw: &mut Draw) -> &'static Group {
    let weights = GROUPS.each_ref().map(|group| group.weight);
    &GROUPS[draw.weighted(&weights)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_has_accents_apostrophes_and_double_names() {
        let mut draw = Draw::of(1, 0);
        let families: Vec<String> = (0..2000)
            .map(|_| full_name(Sex::Female, &mut draw).1)
            .collect();
        assert!(families.iter().any(|name| !name.is_ascii()));
        assert!(families.iter().any(|name| name.contains('\'')));
        assert!(families.iter().any(|name| name.contains('-')));
        let distinct: std::collections::BTreeSet<_> = families.iter().collect();
        assert!(distinct.len() > 150, "{}", distinct.len());
    }
}
