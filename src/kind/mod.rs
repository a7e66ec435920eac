//! What a kind is handed when it lowers: its parameters, the names around it, and the plan in the making.

mod accrual;
mod cap_table_request;
mod event_time;
mod growth;
mod nested;
mod occasions;
mod params;
mod request;
mod scope;
mod when;
mod years;

pub use accrual::{Accrual, Standing};
pub use cap_table_request::{
    COMMON_CLASS, CapTableRequest, ClaimRequest, NoteRequest, Participation, PoolSize,
    PreferenceRequest, RoundPrice, RoundSize, ShareRequest, ShareSize, Strike, TiersRequest,
    WarrantRequest, WarrantSize,
};
pub use event_time::EventTime;
pub use growth::Growth;
pub use occasions::{Occasion, Occasions, months};
pub use params::Params;
pub use request::FlowRequest;
pub use scope::{Asked, Diffusion, EventPart, Reading, Scope, Threshold, Wandering, Watched};
pub use when::{Cuts, Piece, When};
pub use years::Years;
