//! Which package would all sides sign? Packages on a grid of issues, valued on common draws, and what sides would agree on.

mod answer;
mod file;
mod file_sides;
mod negotiate;
mod picture;
mod pool;
mod question;
mod scored;
mod shown;
mod table;
mod twice;
mod valued;

pub use answer::{Agreement, CoinToss, Named, Negotiation, SideAnswer, Talked};
pub use negotiate::negotiate;
pub use question::{Choice, Issue, Question, Rounds, Setting, Terms, Values};
pub use scored::Scored;
pub use twice::look_over;
pub use valued::{SideView, View};
