//! One visit to the service: what is shared by all, who asks, what they sent, and the page or the error that they get.
//!
//! Pages are made of this and never see the routes and layers above them, which are in `web`. The only room with a clock.

pub mod address;
pub mod assets;
mod council;
mod download;
mod errors;
mod file_name;
mod form;
mod navigation;
mod page;
mod session;
mod state;
mod under_way;
mod upload;
mod visitor;

pub use council::{Council, CouncilError};
pub use download::{chart_csv, csv_file, given_file, saved_file, workbook_file};
pub use errors::{Reference, Unseen, WebError, Why};
pub use form::{FORM_BYTES_MAX, FormBody, Lists, key_of};
pub use page::{Dressed, Page, WithIsland, elsewhere, redirect};
pub use session::{SignedIn, with_cookie, without_cookie};
pub use state::{AppState, Clock, PublicUrl, PublicUrlError, Settings};
pub use under_way::{
    started, waiting_token, with_started, with_waiting, without_started, without_waiting,
};
pub use upload::{ImportUpload, Sent, SentFile, Upload};
pub use visitor::{Visit, begin};

/// The product's name, as every page shows it.
pub const PRODUCT: &str = "Needs and funding";
