//! What the engine promises, shown on a simulated cloud with a paused clock.

mod anything;
mod apply;
mod blockers;
mod safety;
mod stopping;
mod work;
