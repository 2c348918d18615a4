//! Families of real mechanical parts.
//!
//! Purpose: each family is a function that dimensions one part: it draws the drivers from preferred numbers and names
//! what depends on them. Its ranges are intervals in which the part stays what it is, whatever the parameters before
//! are within theirs; a test builds every family with random values in its ranges.
//! Invariants: a range uses earlier parameters only; tools end where the material does, so that every number shows in
//! the part.
//! Absent: levels and parametricities (plans are lowered afterwards), and any check.

mod bracket;
mod flat;
mod housing;
mod lever;
mod plate;
mod profile;
mod turned;

use super::build::Builder;

/// A family of parts.
#[derive(Clone, Copy)]
pub struct Family {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// Whether its parts are solids.
    pub solid: bool,
    /// Dimensions one part.
    pub draw: fn(&mut Builder),
}

macro_rules! families {
    ($($solid:literal: $($room:ident::$name:ident),+;)+) => {
        /// Every family, sorted by kind.
        pub const FAMILIES: &[Family] =
            &[$($(Family { name: stringify!($name), solid: $solid, draw: $room::$name }),+),+];
    };
}

families! {
    true: plate::flange, plate::blind_flange, plate::square_flange, plate::bolted_plate, plate::base_plate,
        plate::motor_mount, plate::nema_plate, plate::fixture_plate, plate::end_cap, plate::cover,
        plate::standoff_plate, plate::heat_spreader, plate::vent_panel;
    true: bracket::l_bracket, bracket::ribbed_bracket, bracket::u_bracket, bracket::z_bracket, bracket::gusset,
        bracket::clevis, bracket::pillow_block, bracket::hinge_leaf, bracket::tube_clamp, bracket::din_clip,
        bracket::saddle;
    true: turned::bushing, turned::spacer, turned::washer, turned::shaft, turned::axle, turned::shaft_collar,
        turned::pulley, turned::spur_blank, turned::ratchet, turned::knob, turned::star_knob, turned::handwheel,
        turned::cone_seat;
    true: profile::angle_bar, profile::channel, profile::i_beam, profile::hollow_section, profile::t_slot,
        profile::v_block, profile::wedge, profile::stepped_block, profile::dovetail, profile::parallel,
        profile::sine_bar, profile::heat_sink, profile::rack;
    true: housing::tray, housing::lid_box, housing::project_box, housing::manifold_block, housing::bearing_housing,
        housing::vise_jaw, housing::connector_shell;
    true: lever::link_arm, lever::crank, lever::bell_crank, lever::cam_disc, lever::rocker, lever::spanner,
        lever::toggle_plate;
    false: flat::gasket, flat::ring_gasket, flat::keyhole_plate, flat::comb, flat::grille, flat::circuit_board,
        flat::cam_profile, flat::hook, flat::arrow, flat::lamination, flat::seal_set, flat::pad_array, flat::louvre,
        flat::magnet_ring, flat::washer_strip;
}
