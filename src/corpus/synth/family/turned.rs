//! Turned and round parts.

use super::super::build::*;

pub(super) fn bushing(b: &mut Builder) {
    b.part("bushing", "A flanged bushing.");
    let bore = b.length("bore_d", "Bore.", 4.0, 60.0);
    let wall = b.length("wall", "Wall of the sleeve.", &bore / 12.0, &bore / 3.0);
    let length = b.length("length", "Length over all.", &bore * 0.7, &bore * 2.0);
    let rim = b.length("rim", "How far the flange stands out.", &bore / 10.0, &bore / 3.0);
    let rim_h = b.length("rim_h", "Thickness of the flange.", &length / 10.0, &length / 4.0);
    let sleeve = b.value("sleeve_r", &bore / 2.0 + &wall);
    let profile = polygon([
        at(&bore / 2.0, 0.0),
        at(&sleeve + &rim, 0.0),
        at(&sleeve + &rim, &rim_h),
        at(&sleeve, &rim_h),
        at(&sleeve, &length),
        at(&bore / 2.0, &length),
    ]);
    b.add("bushing", "The turned profile.", turned(profile));
}

pub(super) fn spacer(b: &mut Builder) {
    b.part("spacer", "A spacer sleeve.");
    let bore = b.clearance("bore_d", "Bore.", 2.4, 22.0);
    let wall = b.length("wall", "Wall.", &bore / 8.0, &bore);
    let length = b.length("length", "Length.", &bore, &bore * 6.0);
    let ring = circle(0.0, 0.0, &bore / 2.0 + &wall).hole(circle(0.0, 0.0, &bore / 2.0));
    if b.draw.chance(0.5) {
        let groove = b.length("groove_w", "Width of the groove in the middle.", &length / 10.0, &length / 3.0);
        let deep = b.length("groove_depth", "Depth of the groove.", &wall / 6.0, &wall / 2.0);
        b.add("sleeve", "The sleeve.", extrude(xy(0.0), ring, &length));
        let outside = circle(0.0, 0.0, &bore / 2.0 + &wall).hole(circle(0.0, 0.0, &bore / 2.0 + &wall - &deep));
        b.cut("groove", "The groove in the middle.", extrude(xy((&length - &groove) / 2.0), outside, &groove));
    } else {
        b.add("sleeve", "The sleeve.", extrude(xy(0.0), ring, &length));
    }
}

pub(super) fn washer(b: &mut Builder) {
    b.part("washer", "A washer.");
    let bore = b.clearance("bore_d", "Bore.", 2.4, 30.0);
    let rim = b.length("rim", "Width of the ring.", &bore / 4.0, &bore);
    let thick = b.length("thickness", "Thickness.", &bore / 12.0, &bore / 4.0);
    let outer = b.value("outer_r", &bore / 2.0 + &rim);
    let ring = circle(0.0, 0.0, &outer).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("band", "The ring.", extrude(xy(0.0), ring, &thick));
    if b.draw.chance(0.7) {
        let tab_w = b.length("tab_w", "Width of the tab.", &bore / 4.0, &bore * 0.8);
        let tab_l = b.length("tab_l", "How far the tab stands out.", &bore / 2.0, &bore * 2.0);
        // The root of the tab reaches into the ring to the middle of its width.
        let root = b.value("tab_root", &bore / 2.0 + &rim / 2.0);
        let tab = rect_at((&root + &outer + &tab_l) / 2.0, 0.0, &outer + &tab_l - &root, &tab_w);
        b.add("tab", "The tab.", extrude(xy(0.0), tab, &thick));
    }
}

pub(super) fn shaft(b: &mut Builder) {
    b.part("shaft", "A stepped shaft with a keyway.");
    let seat_d = b.length("seat_d", "Diameter of the middle seat.", 12.0, 80.0);
    let seat_l = b.length("seat_l", "Length of the middle seat.", &seat_d, &seat_d * 3.0);
    let end_d = b.length("end_d", "Diameter of the output end.", &seat_d * 0.6, &seat_d * 0.9);
    let end_l = b.length("end_l", "Length of the output end.", &seat_d * 1.2, &seat_d * 2.5);
    let key_w = b.length("key_w", "Width of the keyway.", &seat_d * 0.15, &seat_d * 0.25);
    let key_l = b.length("key_l", "Length of the keyway.", &seat_d * 0.6, &seat_d);
    let key_h = b.length("key_depth", "Depth of the keyway.", &seat_d * 0.06, &seat_d * 0.12);
    let profile = polygon([
        at(0.0, 0.0),
        at(&seat_d / 2.0, 0.0),
        at(&seat_d / 2.0, &seat_l),
        at(&end_d / 2.0, &seat_l),
        at(&end_d / 2.0, &seat_l + &end_l),
        at(0.0, &seat_l + &end_l),
    ]);
    b.add("steps", "The turned steps.", turned(profile));
    let middle = b.value("key_z", &seat_l + &end_l / 2.0);
    let key = rect_at(0.0, &middle, &key_w, &key_l);
    b.cut("keyway", "The keyway of the output end.", extrude(xz(&end_d / 2.0 - &key_h), key, &key_h));
}

pub(super) fn axle(b: &mut Builder) {
    b.part("axle", "An axle with a collar and two journals.");
    let journal = b.length("journal_d", "Diameter of the journals.", 8.0, 50.0);
    let length = b.length("journal_l", "Length of a journal.", &journal, &journal * 3.0);
    let collar = b.length("collar_d", "Diameter of the collar.", &journal * 1.2, &journal * 2.0);
    let width = b.length("collar_w", "Width of the collar.", &journal * 0.3, &journal);
    let end = b.value("end", &length + &width / 2.0);
    b.add("rod", "The rod with both journals.", symmetric(xy(0.0), circle(0.0, 0.0, &journal / 2.0), &end * 2.0));
    let ring = circle(0.0, 0.0, &collar / 2.0).hole(circle(0.0, 0.0, &journal / 2.0));
    b.add("collar", "The collar in the middle.", symmetric(xy(0.0), ring, &width));
    if b.draw.chance(0.5) {
        let flat = b.length("flat_l", "Length of the flats at the ends.", &length * 0.3, &length * 0.8);
        let deep = b.length("flat_depth", "Depth of the flats.", &journal * 0.12, &journal * 0.25);
        let slab = rect_at(&journal / 2.0 - &deep / 2.0, 0.0, &deep, &journal);
        b.cut("flat", "The flat at the upper end.", extrude(xy(&end - &flat), slab, &flat));
    }
}

pub(super) fn shaft_collar(b: &mut Builder) {
    b.part("shaft_collar", "A shaft collar with a set screw.");
    let bore = b.length("bore_d", "Bore for the shaft.", 5.0, 50.0);
    let wall = b.length("wall", "Wall.", &bore * 0.3, &bore * 0.6);
    let width = b.length("width", "Width along the shaft.", &bore * 0.4, &bore);
    let screw = b.length("screw_d", "Hole of the set screw.", &bore * 0.12, &bore * 0.3);
    let ring = circle(0.0, 0.0, &bore / 2.0 + &wall).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("band", "The ring.", extrude(xy(0.0), ring, &width));
    if b.draw.chance(0.5) {
        let gap = b.length("split_w", "Width of the split.", &bore * 0.05, &bore * 0.15);
        let split = rect_at(-(&bore + &wall) / 2.0, 0.0, &bore + &wall, &gap);
        b.cut("split", "The split.", extrude(xy(0.0), split, &width));
    }
    let hole = circle(0.0, &width / 2.0, &screw / 2.0);
    b.cut("screw_hole", "The hole of the set screw.", extrude(yz(0.0), hole, &bore / 2.0 + &wall));
}

pub(super) fn pulley(b: &mut Builder) {
    b.part("pulley", "A pulley with a V groove.");
    let outer = b.length("outer_d", "Outside diameter.", 30.0, 160.0);
    let width = b.length("width", "Width of the rim.", &outer / 8.0, &outer / 4.0);
    let bore = b.length("bore_d", "Bore for the shaft.", &outer / 8.0, &outer / 4.0);
    let groove = b.length("groove_depth", "Depth of the groove.", &outer / 20.0, &outer / 8.0);
    let flat = b.length("groove_floor", "Width of the floor of the groove.", &width * 0.2, &width * 0.4);
    let edge = b.length("edge", "Width of the edges beside the groove.", &width * 0.06, &width * 0.2);
    let (radius, half) = (b.value("radius", &outer / 2.0), b.value("half_w", &width / 2.0));
    let profile = polygon([
        at(&bore / 2.0, -&half),
        at(&radius, -&half),
        at(&radius, &edge - &half),
        at(&radius - &groove, -&flat / 2.0),
        at(&radius - &groove, &flat / 2.0),
        at(&radius, &half - &edge),
        at(&radius, &half),
        at(&bore / 2.0, &half),
    ]);
    b.add("wheel", "The turned wheel with its groove.", turned(profile));
    if b.draw.chance(0.6) {
        let holes = b.count("holes", "Holes that lighten the web.", 3, 6);
        let hole = b.length("hole_d", "Diameter of the holes.", &outer / 14.0, &outer / 9.0);
        let pitch = b.value("hole_r", &outer * 0.25);
        b.cut(
            "web_holes",
            "Holes that lighten the web.",
            symmetric(xy(0.0), circle(&pitch, 0.0, &hole / 2.0).around(&holes), &width),
        );
    }
}

pub(super) fn spur_blank(b: &mut Builder) {
    b.part("spur_blank", "A gear blank with a hub and a keyway.");
    let outer = b.length("outer_d", "Outside diameter.", 40.0, 200.0);
    let face = b.length("face_w", "Width of the face.", &outer / 12.0, &outer / 5.0);
    let bore = b.length("bore_d", "Bore for the shaft.", &outer / 8.0, &outer / 4.0);
    let hub = b.length("hub_d", "Diameter of the hub.", &bore * 1.4, &bore * 1.8);
    let rise = b.length("hub_h", "Height of the hub above the face.", &face / 3.0, &face * 1.2);
    let key = b.length("key_w", "Width of the keyway.", &bore / 5.0, &bore / 3.0);
    let ring = |radius| circle(0.0, 0.0, radius).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("rim", "The blank.", extrude(xy(0.0), ring(&outer / 2.0), &face));
    b.add("hub", "The hub.", extrude(xy(&face), ring(&hub / 2.0), &rise));
    let slot = rect_at(&bore / 4.0 + &key / 4.0, 0.0, &bore / 2.0 + &key / 2.0, &key);
    b.cut("keyway", "The keyway.", extrude(xy(0.0), slot, &face + &rise));
}

pub(super) fn ratchet(b: &mut Builder) {
    b.part("ratchet", "A ratchet wheel with straight teeth.");
    let outer = b.length("outer_d", "Diameter over the teeth.", 24.0, 120.0);
    let teeth = b.count("teeth", "Number of teeth.", 8, 16);
    let depth = b.length("tooth_h", "Height of the teeth.", &outer / 16.0, &outer / 9.0);
    let bore = b.length("bore_d", "Bore.", &outer / 6.0, &outer / 3.0);
    let thick = b.length("thickness", "Thickness.", &outer / 20.0, &outer / 6.0);
    let root = b.value("root_r", &outer / 2.0 - &depth);
    b.add(
        "wheel",
        "The wheel inside the teeth.",
        extrude(xy(0.0), circle(0.0, 0.0, &root).hole(circle(0.0, 0.0, &bore / 2.0)), &thick),
    );
    // The foot of a tooth lies a little below the root circle.
    let foot = b.value("foot", &root * 0.95);
    let half = b.value("half_tooth", &root * 0.14);
    let tooth = polygon([at(&foot, -&half), at(&outer / 2.0, -&half), at(&foot, &half)]);
    b.add("teeth_ring", "The teeth.", extrude(xy(0.0), tooth.around(&teeth), &thick));
}

pub(super) fn knob(b: &mut Builder) {
    b.part("knob", "A turned knob with finger flutes.");
    let head = b.length("head_d", "Diameter of the head.", 15.0, 80.0);
    let height = b.length("head_h", "Height of the head.", &head / 4.0, &head * 0.7);
    let neck = b.length("neck_d", "Diameter of the neck.", &head * 0.4, &head * 0.6);
    let neck_h = b.length("neck_h", "Height of the neck.", &head / 8.0, &head * 0.5);
    let flutes = b.count("flutes", "Number of flutes.", 4, 10);
    let flute = b.length("flute_d", "Diameter of a flute.", &head * 0.12, &head * 0.24);
    let screw = b.length("screw_d", "Blind hole for the screw.", &head * 0.12, &head * 0.3);
    let head_body = extrude(xy(&neck_h), circle(0.0, 0.0, &head / 2.0), &height);
    b.add("neck", "The neck.", extrude(xy(0.0), circle(0.0, 0.0, &neck / 2.0), &neck_h));
    b.add("head", "The head.", head_body);
    b.cut(
        "flute_ring",
        "The flutes.",
        extrude(xy(&neck_h), circle(&head / 2.0, 0.0, &flute / 2.0).around(&flutes), &height),
    );
    b.cut("screw_hole", "The blind hole.", extrude(xy(0.0), circle(0.0, 0.0, &screw / 2.0), &neck_h + &height / 2.0));
}

pub(super) fn star_knob(b: &mut Builder) {
    b.part("star_knob", "A star knob with round lobes.");
    let core = b.length("core_d", "Diameter of the core.", 20.0, 60.0);
    let lobes = b.count("lobes", "Number of lobes.", 3, 7);
    let lobe = b.length("lobe_d", "Diameter of a lobe.", &core * 0.2, &core * 0.4);
    let thick = b.length("thickness", "Thickness.", &core * 0.25, &core * 0.6);
    let screw = b.length("screw_d", "Bore for the screw.", &core * 0.15, &core * 0.35);
    b.add("core", "The core.", extrude(xy(0.0), circle(0.0, 0.0, &core / 2.0), &thick));
    b.add("lobe_ring", "The lobes.", extrude(xy(0.0), circle(&core / 2.0, 0.0, &lobe / 2.0).around(&lobes), &thick));
    b.cut("bore", "The bore.", extrude(xy(0.0), circle(0.0, 0.0, &screw / 2.0), &thick));
}

pub(super) fn handwheel(b: &mut Builder) {
    b.part("handwheel", "A handwheel with spokes.");
    let outer = b.length("outer_d", "Outside diameter.", 60.0, 250.0);
    let rim = b.length("rim_w", "Width of the rim.", &outer / 20.0, &outer / 9.0);
    let hub = b.length("hub_d", "Diameter of the hub.", &outer / 6.0, &outer / 3.0);
    let bore = b.length("bore_d", "Bore for the shaft.", &hub * 0.3, &hub * 0.6);
    let spokes = b.count("spokes", "Number of spokes.", 3, 6);
    let spoke = b.length("spoke_w", "Width of a spoke.", &hub * 0.2, &hub * 0.45);
    let thick = b.length("thickness", "Thickness of the rim.", &outer / 20.0, &outer / 8.0);
    let inner = b.value("rim_r", &outer / 2.0 - &rim);
    b.add("rim", "The rim.", extrude(xy(0.0), circle(0.0, 0.0, &outer / 2.0).hole(circle(0.0, 0.0, &inner)), &thick));
    // The spokes end in the middle of rim and hub.
    let (from, to) = (b.value("spoke_from", &hub * 0.45), b.value("spoke_to", &inner + &rim / 2.0));
    let web = rect_at((&from + &to) / 2.0, 0.0, &to - &from, &spoke);
    b.add("spoke_ring", "The spokes.", extrude(xy(0.0), web.around(&spokes), &thick / 2.0));
    let ring = circle(0.0, 0.0, &hub / 2.0).hole(circle(0.0, 0.0, &bore / 2.0));
    b.add("hub", "The hub.", extrude(xy(0.0), ring, &thick * 1.5));
}

pub(super) fn cone_seat(b: &mut Builder) {
    b.part("cone_seat", "A locating cone on a flange.");
    let base = b.length("base_d", "Diameter of the flange.", 20.0, 100.0);
    let base_h = b.length("base_h", "Thickness of the flange.", &base / 12.0, &base / 4.0);
    let low = b.length("low_d", "Diameter of the cone at its foot.", &base * 0.4, &base * 0.8);
    let top = b.length("top_d", "Diameter of the cone at its top.", &base * 0.15, &base * 0.35);
    let rise = b.length("cone_h", "Height of the cone.", &base * 0.2, &base * 0.8);
    let profile = polygon([
        at(0.0, 0.0),
        at(&base / 2.0, 0.0),
        at(&base / 2.0, &base_h),
        at(&low / 2.0, &base_h),
        at(&top / 2.0, &base_h + &rise),
        at(0.0, &base_h + &rise),
    ]);
    b.add("pin", "The turned profile.", turned(profile));
    if b.draw.chance(0.5) {
        let hole = b.length("hole_d", "Bore along the axis.", &base * 0.05, &base * 0.12);
        b.cut("bore", "The bore along the axis.", extrude(xy(0.0), circle(0.0, 0.0, &hole / 2.0), &base_h + &rise));
    }
}
