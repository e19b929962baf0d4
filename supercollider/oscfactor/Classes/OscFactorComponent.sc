// One layer of a sound.

OscFactorComponent : OscFactorThing {
	var <k;

	*new { |name, k = 0, oscfactor|
		^super.new(name, oscfactor).prK(k)
	}

	subject {
		^[name, k]
	}

	buffer {
		^OscFactorBuffer(name, oscfactor)
	}

	// The sound of one channel, as a FloatArray.
	samples { |channel = 0, action|
		^this.pull('/component/audio', this.subject ++ [channel], action: action)
	}

	// How loud the layer is, frame by frame, as a FloatArray; channel -1 is the mean.
	activations { |channel = -1, action|
		^this.pull('/component/activation', this.subject, [\channel, channel], action)
	}

	// Its spectrum, bin by bin, as a FloatArray.
	spectrum { |action|
		^this.pull('/component/basis', this.subject, action: action)
	}

	// Its activation as an Env as long as the sound, or of so many seconds, scaled to a peak of 1.
	asEnv { |duration, numPoints = 100, action|
		^this.activations.then({ |found|
			var levels = OscFactorThing.envelope(found, numPoints);
			this.buffer.info.then { |info|
				Env(levels, ((duration ?? { info[2] / info[3] }) / (numPoints - 1)) ! (numPoints - 1))
			}
		}, action)
	}

	// Its activation as a pattern of values from 0 to 1; each lasts the sound's duration / numPoints.
	asPattern { |numPoints = 64, repeats = inf, action|
		^this.activations.then({ |found| Pseq(OscFactorThing.envelope(found, numPoints), repeats) }, action)
	}

	gain_ { |gain| ^this.gain(gain) }
	mute_ { |on| ^this.mute(on) }
	solo_ { |on| ^this.solo(on) }
	pan_ { |position| ^this.pan(position) }

	prK { |index|
		k = index
	}
}
