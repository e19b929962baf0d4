// One layer of a sound.

OscFactorComponent : OscFactorThing {
	var <k;

	*new { |name, k = 0, oscfactor|
		^super.new(name, oscfactor).prK(k)
	}

	subject {
		^[name, k]
	}

	// The sound of one channel, as a FloatArray.
	samples { |channel = 0, action|
		^this.pull('/component/audio', this.subject ++ [channel], '/oscfactor/audio', action: action)
	}

	// How loud the layer is, frame by frame, as a FloatArray; channel -1 is the mean.
	activations { |channel = -1, action|
		^this.pull('/component/activation', this.subject, '/oscfactor/activation', [\channel, channel], action)
	}

	// Its spectrum, bin by bin, as a FloatArray.
	spectrum { |action|
		^this.pull('/component/basis', this.subject, '/oscfactor/basis', action: action)
	}

	// Its activation as an Env of so many seconds, scaled to a peak of 1. Gives an OscFactorReply.
	asEnv { |duration = 1, n_points = 100, action|
		var whole = OscFactorReply('/component/activation', this.subject, [], action);
		fork {
			var found = this.activations, levels;
			found.wait;
			if(found.failed) {
				whole.fail(found.error, false)
			} {
				levels = found.result.as(Array).resamp1(n_points).normalize(0, 1);
				whole.finishWith(Env(levels, (duration / (n_points - 1)) ! (n_points - 1)))
			}
		};
		^whole
	}

	// Its activation as a pattern of values from 0 to 1. Gives an OscFactorReply.
	asPattern { |n_points = 64, repeats = inf, action|
		var whole = OscFactorReply('/component/activation', this.subject, [], action);
		fork {
			var found = this.activations;
			found.wait;
			if(found.failed) {
				whole.fail(found.error, false)
			} {
				whole.finishWith(Pseq(found.result.as(Array).resamp1(n_points).normalize(0, 1), repeats))
			}
		};
		^whole
	}

	gain_ { |gain| this.gain(gain) }
	mute_ { |on| this.mute(on) }
	solo_ { |on| this.solo(on) }
	pan_ { |position| this.pan(position) }

	prK { |index|
		k = index
	}
}
