// A sound that plays, as the sum of its layers.

OscFactorPlayer : OscFactorThing {
}
