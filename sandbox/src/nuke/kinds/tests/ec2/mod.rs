//! The kinds of EC2: networks and what is in them, machines and their disks, gateways, and what stands alone.

mod alone;
mod gateways;
mod machines;
mod network;
mod steps;
