// What one plays with: Events, faders, windows.

TestOscFactorHands : OscFactorTest {

	prLayered { |name|
		var buffer = this.prMade(name);
		this.prBoot;
		buffer.factorize(3, fft: 512, iterations: 5).wait;
		buffer.asBuffers(server).wait;
		^buffer
	}

	test_an_event_plays_layers {
		var buffer = this.prLayered("plays"), went = 0, ended = 0, ears, event;
		this.assertEquals(buffer.layers.size, 3);
		this.assert(SynthDescLib.global[\oscfactor_1].notNil, "a SynthDef for one channel");
		ears = [OSCFunc({ went = went + 1 }, '/n_go', server.addr), OSCFunc({ ended = ended + 1 }, '/n_end', server.addr)];
		event = (type: \oscfactor, sound: "plays", k: [0, 2], amp: 0.5, dur: 0.05).play;
		(type: \oscfactor, sound: buffer, k: 1, sustain: 0.05).play;
		this.assertEquals(event[\bufnum], [0, 2].collect { |k| buffer.layers[k].bufnum }, "a note for each k");
		this.wait({ went == 3 }, "three synths: %".format(went), 60);
		this.wait({ ended == 3 }, "they end: %".format(ended), 60);
		ears.do(_.free)
	}

	test_an_event_asks_the_daemon_with_the_servers_latency {
		var buffer = this.prLayered("asks"), sent, reply, latency;
		server.latency = 0.4;
		sent = Main.elapsedTime;
		(type: \oscfactor, sound: "asks", k: 1, request: \gain, args: 0.25).play;
		reply = daemon.pending.detect { |reply| reply.address == '/component/gain' };
		reply.wait;
		latency = Main.elapsedTime - sent;
		server.latency = 0.2;
		this.assertEquals(reply.result, [\asks, 1, 0.25]);
		this.assert(latency >= 0.39, "it took %".format(latency))
	}

	test_an_event_without_layers_or_sound_says_what_is_missing {
		this.prBoot;
		this.prMade("bare");
		daemon.prLayers("bare", nil);
		(type: \oscfactor, sound: "bare").play;
		(type: \oscfactor).play;
		(type: \oscfactor, sound: "bare", request: \nonsense).play;
		this.assertEquals(server.numSynths, 0)
	}

	test_a_watch_follows_faders_whoever_moves_them {
		var buffer = this.prMade("a b"), heard = Dictionary[], watch, other;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		watch = daemon.follow("/sound/%/*/gain".format(buffer.leaf)) { |address, value| heard[address] = value };
		this.wait({ heard.size == 2 }, "nothing comes: %".format(heard), 20);
		buffer.component(1).gain(0.5).wait;
		this.assertEquals(daemon.request("/sound/%/1/gain".format(buffer.leaf)).wait, [0.5], "what a leaf holds");
		// Another hand: what we set ourselves is not sent back.
		other = NetAddr("127.0.0.1", daemon.addr.port);
		other.connect {};
		other.sendMsg('/component/gain', "a b", 1, 0.75);
		this.wait({ heard["/sound/a%20b/1/gain".asSymbol] == 0.75 }, "what moves is told: %".format(heard), 20);
		other.disconnect;
		this.assert(watch.matches("/sound/a%20b/0/gain"), "its addresses");
		this.assert(watch.matches("/sound/a%20b/0/mute").not, "and no others");
		watch.free;
		this.assert(OscFactorWatch.regexp("/sound//gain").matchRegexp("/sound/x/gain"));
		this.assert(OscFactorWatch.regexp("/sound//gain").matchRegexp("/sound/x/3/gain"));
		this.assert(OscFactorWatch.regexp("/sound/{a,b}/gain").matchRegexp("/sound/b/gain"))
	}

	test_windows_open_and_faders_move {
		var buffer = this.prMade("seen"), window, other;
		buffer.factorize(3, fft: 512, iterations: 5).wait;
		window = buffer.plot.wait;
		this.assertEquals(window.sliders.size, 0, "a plot has no faders");
		window.close;
		window = buffer.gui.wait;
		this.assertEquals(window.sliders.size, 3);
		window.sliders[1].valueAction_(OscFactorWindow.gainSpec.unmap(0.5));
		window.buttons[2][0].valueAction_(1);
		this.wait({ daemon.pending.isEmpty }, "answers are missing", 20);
		this.assertFloatEquals(daemon.request("/sound/seen/1/gain").wait[0], 0.5, "the fader has moved");
		this.assertEquals(daemon.request("/sound/seen/2/mute").wait[0], 1, "the button is on");
		window.close
	}
}
