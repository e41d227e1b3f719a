//! placeholder

pub mod connection;
