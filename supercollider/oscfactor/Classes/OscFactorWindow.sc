// What a factorized sound looks like: a row each component, with its spectrum, its activation and its faders.

OscFactorWindow {
	var <buffer, <window, <sliders, <buttons, watcher;

	*open { |buffer, hasFaders = true, bounds, action|
		^buffer.prEach { |k|
			OscFactorReply.all([buffer.component(k).spectrum, buffer.component(k).activations])
		}.then({ |curves|
			var opened = OscFactorReply('');
			// Windows are for the AppClock.
			{ opened.finishWith(super.new.init(buffer, curves, hasFaders, bounds)) }.defer;
			opened
		}, action)
	}

	init { |sound, curves, hasFaders, bounds|
		buffer = sound;
		#sliders, buttons = { [] } ! 2;
		window = Window(buffer.name, bounds ?? { Rect(120, 120, 760, (56 * curves.size + 40).min(900)) });
		window.layout_(VLayout(
			this.prHead(hasFaders),
			*curves.collect { |pair, k| this.prRow(k, pair[0], pair[1], hasFaders) }
		));
		window.onClose_ { this.prUnwatch };
		if(hasFaders) { this.prWatch };
		window.front
	}

	close {
		{ window.close }.defer
	}

	prHead { |hasFaders|
		var names = [["", 20, 0], ["spectrum", 150, 1], ["activation", 300, 3]];
		if(hasFaders) { names = names ++ [["gain", 120, 0], ["", 64, 0]] };
		^HLayout(*names.collect { |name|
			[StaticText().string_(name[0]).minWidth_(name[1]).maxHeight_(16), stretch: name[2]]
		})
	}

	prRow { |k, spectrum, activation, hasFaders|
		var views = [
			[StaticText().string_(k.asString).fixedWidth_(20), stretch: 0],
			[this.prCurve(150, k) { |n| this.class.decibels(spectrum, n) }, stretch: 1],
			[this.prCurve(300, k) { |n| OscFactorThing.envelope(activation, n) }, stretch: 3]
		];
		^HLayout(*if(hasFaders) { views ++ this.prFaders(k) } { views })
	}

	prFaders { |k|
		var component = buffer.component(k);
		sliders = sliders.add(Slider().orientation_(\horizontal).fixedWidth_(120).value_(this.class.gainSpec.unmap(1))
			.action_ { |slider| component.gain(this.class.gainSpec.map(slider.value)) });
		buttons = buttons.add([[\mute, "M", Color.yellow], [\solo, "S", Color.green]].collect { |pair|
			var word, letter, color;
			#word, letter, color = pair;
			Button().fixedWidth_(28).states_([[letter], [letter, Color.black, color]])
			.action_ { |button| component.perform(word, button.value) }
		});
		^([sliders.last] ++ buttons.last).collect { |view| [view, stretch: 0] }
	}

	prCurve { |minWidth, k, function|
		var view = UserView().minWidth_(minWidth).minHeight_(36).background_(Color.gray(0.97));
		view.drawFunc_ {
			var size = view.bounds.extent, n = size.x.asInteger.max(1);
			Pen.fillColor = Color.hsv((k * 0.381966).wrap(0, 0.999), 0.55, 0.75);
			Pen.moveTo(0 @ size.y);
			function.value(n).do { |level, x| Pen.lineTo(x @ (size.y * (1 - (0.95 * level)))) };
			Pen.lineTo(n @ size.y);
			Pen.fill
		};
		^view
	}

	*gainSpec {
		^ControlSpec(0, 2, \amp)
	}

	// A spectrum as so many columns of a logarithmic scale of frequency, 80 dB from 0 to 1.
	*decibels { |spectrum, n|
		var top = spectrum.maxItem.max(1e-30), size = spectrum.size;
		^n.collect { |x|
			var from = (size - 1).pow(x / n).floor.asInteger, to = ((size - 1).pow((x + 1) / n).ceil.asInteger - 1).max(from);
			((spectrum.copyRange(from, to).maxItem / top).max(1e-10).ampdb / 80 + 1).max(0)
		}
	}

	// The faders go where they are moved to, by whomever.
	prWatch {
		watcher = buffer.oscfactor.follow("/sound/%/*/*".format(buffer.leaf)) { |address, value|
			var words = address.asString.split($/), k = words[3].asInteger, view, to;
			if(k < sliders.size) {
				#view, to = switch(words[4].asSymbol,
					\gain, { [sliders[k], this.class.gainSpec.unmap(value)] },
					\mute, { [buttons[k][0], value] },
					\solo, { [buttons[k][1], value] },
					{ [nil, nil] }
				);
				{ if(view.notNil and: { window.isClosed.not }) { view.value = to } }.defer
			}
		}
	}

	prUnwatch {
		watcher !? { watcher.free };
		watcher = nil
	}
}
