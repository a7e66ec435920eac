//! From a document to a checked scenario, and from that to a plan.

mod assertions;
mod bands;
mod beliefs;
mod cash_flows;
mod changes;
mod company;
mod contract_ends;
mod correlations;
mod cycles;
mod dimensions;
mod discounting;
mod draft;
mod drivers;
mod events;
mod explain;
mod files;
mod foreseen;
mod formulas;
mod grain;
mod in_file_order;
mod inputs;
mod keys;
mod ledger;
mod load;
mod lowering;
mod model;
mod names;
mod needed;
mod numbers;
mod obeyed;
mod parties;
mod pieces;
mod places;
mod ranges;
mod readings;
mod references;
mod reworked;
mod running;
mod schedules;
mod sections;
mod settings;
mod signing;
mod sources;
mod terms;
mod thresholds;
mod tracks;
mod warnings;
mod watches;

pub use assertions::{Assertion, Comparison, Quantity};
pub use bands::Band;
pub use changes::{Block, Change, ChangedItem, Happened, Said};
pub use draft::Draft;
pub use explain::{Explained, Explanation, Neighbour, WrittenValue};
pub use keys::{SECTIONS_WITH_KEYS, Section, SectionKey};
pub use load::Loaded;
#[cfg(feature = "disk")]
pub use load::load;
pub use model::{
    Belief, CapTableMeta, CashMeta, CompanyMeta, DriverMeta, EventMeta, FlowMeta, JointMeta, Model,
    MovedMeta, MovingCash, PaperMeta, ShareLine, SideMeta, SourceNote,
};
pub use parties::COLOURS;
pub use settings::RunSettings;
pub use signing::Signing;
