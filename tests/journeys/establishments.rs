//! An administrator finds an establishment, sees what depends on it, and imports a new register.

use axum::http::StatusCode;
use send_banding::access::Role::{Administrator, HeadOfSend};
use send_banding::store::establishment;

use crate::rig::{Browser, House};

on_both!(a_register_is_compared_then_imported);

const HERE: &str = "/administration/establishments";
const REGISTER: &str = "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name)\n\
     123456,Birch Lane Academy,Academy converter,Open\n\
     123459,Pinewood School,Community school,Closed\n\
     12,No Number,Community school,Open\n";

async fn a_register_is_compared_then_imported(house: House) {
    let mut administrator = house.signed_in(Administrator).await;
    administrator
        .get(HERE)
        .await
        .says(&["2 establishments", "Oak Hill Special School"]);
    administrator
        .get(&format!("{HERE}?words=birch+la"))
        .await
        .says(&["1 establishment", "Birch Lane Primary School"]);
    administrator
        .get(&format!("{HERE}?words=brich+lane"))
        .await
        .says(&[
            "1 establishment",
            "Birch Lane Primary School",
            "spelt nearly so",
        ]);
    administrator
        .get(&format!("{HERE}?words=123457"))
        .await
        .says(&["Oak Hill Special School"]);
    administrator
        .get(&format!("{HERE}?status=closed"))
        .await
        .says(&[
            "There is no such establishment.",
            "Clear search and filters",
        ]);
    let given = administrator
        .upload(
            &format!("{HERE}/register"),
            &[],
            ("file", "edubase.csv", REGISTER.as_bytes()),
        )
        .await;
    let at = given.location().to_owned();
    let page = administrator.get(&at).await;
    page.says(&[
        "Nothing was changed yet.",
        "Do not import it",
        "Establishments read 2",
        "Lines not taken 1",
        "Name Birch Lane Primary School → Birch Lane Academy",
        "Pinewood School 123459 New",
        "URN is “12”, which is not six digits.",
    ]);
    let shown = page.body.split("name=\"shown\" value=\"").nth(1).unwrap();
    let shown = shown.split('"').next().unwrap().to_owned();
    let stale = administrator.post(&at, &[("shown", &"0".repeat(64))]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(
        administrator
            .post(&at, &[("shown", &shown)])
            .await
            .location(),
        HERE
    );
    let page = administrator.get(HERE).await;
    page.says(&[
        "1 new, 1 changed",
        "3 establishments",
        "Birch Lane Academy",
        "Closed",
    ]);
    assert_eq!(administrator.get(&at).await.status, StatusCode::NOT_FOUND);
    let one = format!("{HERE}/{}", house.authority.birch_lane);
    let page = administrator.get(&one).await;
    page.says(&[
        "Birch Lane Academy",
        "Children placed there now 2",
        "Awards in force 2",
        "Nobody is set up",
        "trust",
    ]);
    page.says_nothing_of(&["Zofia", "£"]);
    administrator
        .get("/administration/imports")
        .await
        .says(&["Register of establishments", "edubase.csv"]);
    let mut tx = house.store.read().await.unwrap();
    assert_eq!(establishment::all(&mut tx).await.unwrap().len(), 3);
    drop(tx);
    let mut head = house.signed_in(HeadOfSend).await;
    assert_eq!(head.get(HERE).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_that_is_no_register_is_refused() {
    let house = House::open().await;
    let mut administrator = house.signed_in(Administrator).await;
    for (bytes, said) in [
        (&b"a,b\n1,2\n"[..], "the columns “URN”"),
        (b"PK\x03\x04", "it is a zip archive"),
        (b"", "Choose the file"),
        (
            b"URN,EstablishmentName,TypeOfEstablishment (name)\n",
            "there is no",
        ),
    ] {
        let name = if bytes.is_empty() { "" } else { "gias.csv" };
        let answer = administrator
            .upload(&format!("{HERE}/register"), &[], ("file", name, bytes))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says(&[said]);
    }
}

/// The address of a register that waits to be imported.
pub async fn given(administrator: &mut Browser<'_>) -> String {
    let path = format!("{HERE}/register");
    let file = ("file", "edubase.csv", REGISTER.as_bytes());
    administrator
        .upload(&path, &[], file)
        .await
        .location()
        .to_owned()
}
