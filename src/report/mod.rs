//! What reaches the disk and the terminal: the output folder, its receipt, and tables.

mod aligned;
#[cfg(feature = "disk")]
pub mod folder;
pub mod receipt;
pub mod table;
mod told;

#[cfg(feature = "disk")]
pub use folder::{FolderError, OutputFolder};
pub use receipt::{FileHash, Receipt, ReceiptError};
pub use table::{Cell, Column, Kind, Shown, Table, TableError};
pub use told::{Part, Told};
