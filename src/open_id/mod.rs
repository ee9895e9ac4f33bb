//! Signing in by the council's own provider: OpenID Connect, the authorisation code flow with PKCE.
//!
//! This room speaks to the provider and believes nothing that it has not checked: the provider's own description, its
//! keys, and the signature and claims of the token that it issues. It knows no user of ours and no database, and the
//! time is given. Sources: OpenID Connect Core 1.0 (sections 3.1.2 and 3.1.3.7), Discovery 1.0, RFC 7636 (PKCE), RFC
//! 9207 (which provider answers).

mod description;
mod flow;
mod keys;
mod provider;
mod settings;
mod token;

pub use flow::{Answer, NotOurs, Started};
pub use provider::{Provider, ProviderError};
pub use settings::{Settings, SettingsError};
pub use token::{Person, TokenError};
