// Between the daemon and a server: Buffers and Buses.

TestOscFactorServer : OscFactorTest {

	// The next test boots it again.
	prWaitForEnd {
		this.wait({ server.pid.isNil or: { server.pid.pidRunning.not } }, "the server has not ended", 30)
	}

	test_buffers_of_the_server_go_and_come_sample_for_sample {
		var there, back, layers, sum = 0;
		this.prBoot;
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		back = OscFactorBuffer("server");
		back.fromBuffer(there).wait;
		this.assert((back.samples(0).wait - sound.as(FloatArray)).abs.maxItem == 0, "bit for bit");
		back.factorize(2, fft: 512).wait;
		layers = back.asBuffers(server).wait;
		this.assertEquals(layers.collect(_.numFrames), [sound.size, sound.size]);
		layers.do { |layer| layer.loadToFloatArray(action: { |samples| sum = sum + samples.as(Array) }) };
		this.assert((sum - sound).abs.maxItem < 1e-5, "the layers add up");
		this.assertEquals(this.prLeft, [], "no files are left")
	}

	test_what_is_asked_for_after_from_buffer_waits_for_it {
		var there, found;
		this.prBoot;
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		found = OscFactorBuffer.fromBuffer("amen", there).factorize(2, fft: 512, iterations: 5).wait;
		this.assertEquals(found.keep(2), [\amen, 2])
	}

	test_a_freed_buffer_is_said {
		var there, reply;
		this.prBoot;
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		there.free;
		reply = OscFactorBuffer("freed").fromBuffer(there);
		reply.wait;
		this.assert(reply.error.contains("has been freed"), reply.error);
		reply = OscFactorBuffer("empty").fromBuffer(Buffer(server, 100, 1, bufnum: 999));
		reply.wait;
		this.assert(reply.error.contains("holds no sound"), reply.error);
		this.assertEquals(this.prLeft, [], "no files are left")
	}

	test_a_server_that_dies_in_the_middle_is_said {
		var buffer = this.prMade("quits", sound ++ sound ++ sound), reply, there;
		this.prBoot;
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		// The language has not heard of its end yet.
		"kill -9 %".format(server.pid).systemCmd;
		reply = [buffer.asBuffers(server), OscFactorBuffer("gone").fromBuffer(there)];
		reply.do(_.wait);
		this.assert(reply.every(_.failed), "both fail");
		reply.do { |reply|
			var says = reply.error.asString;
			this.assert(says.contains("has ended") or: { says.contains("is not running") }, says)
		};
		this.wait({ this.prLeft.isEmpty }, "files are left", 10);
		this.prWaitForEnd
	}

	// As with a server or a daemon on another computer.
	test_where_no_files_reach_samples_go_in_messages {
		var buffer = this.prMade("far"), there, pushed, sum = 0;
		this.prBoot;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		buffer.prPulled(server).wait.do { |layer|
			layer.loadToFloatArray(action: { |samples| sum = sum + samples.as(Array) })
		};
		this.assert((sum - sound).abs.maxItem < 1e-5, "the layers add up");
		there = Buffer.sendCollection(server, sound, 1);
		server.sync;
		there.updateInfo;
		server.sync;
		pushed = OscFactorBuffer("pushed");
		this.assertEquals(pushed.prPush(there).wait.keep(3), [\pushed, 1, sound.size]);
		this.assert((pushed.samples(0).wait - sound.as(FloatArray)).abs.maxItem == 0, "bit for bit");
		this.assertEquals(this.prLeft, [], "no files are left")
	}

	test_a_server_that_does_not_run_is_named {
		var nowhere = Server(\nowhere, NetAddr("127.0.0.1", 9));
		[
			this.prMade.asBuffers(nowhere), this.prMade.activations.asBus(nowhere),
			OscFactorBuffer("from").fromBuffer(Buffer(nowhere, 100, 1, bufnum: 0))
		].do { |reply|
			reply.wait;
			this.assert(reply.error.beginsWith("the server nowhere is not running"), reply.error)
		}
	}

	test_a_bus_follows_the_activations {
		var buffer = this.prMade, bus, values = [0];
		this.prBoot;
		buffer.factorize(2, fft: 512).wait;
		bus = buffer.activations.asBus(server, 100).wait;
		this.assertEquals(bus.numChannels, 2);
		this.wait({ bus.getn(2, { |found| values = found }); values.maxItem > 0 }, "nothing moves", 60);
		buffer.activations.stop.wait;
		buffer.activations.release
	}

	test_a_bus_is_not_written_beyond_its_end {
		var buffer = this.prMade("grows"), bus, beside, values = 0 ! 4, frames = 0, ear, again;
		this.prBoot;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		bus = buffer.activations.asBus(server, 100).wait;
		beside = Bus.control(server, 4);
		beside.setn([7, 7, 7, 7]);
		buffer.factorize(6, fft: 512, iterations: 5).wait;
		ear = buffer.activations.onFrame { |seconds, found| if(found.size == 6) { frames = frames + 1 } };
		buffer.activations.activations(100, scale: \unit).wait;
		this.wait({ frames > 5 }, "no frames come", 60);
		beside.getn(4, { |found| values = found });
		this.wait({ values.sum > 0 }, "no answer", 60);
		this.assertEquals(values, [7, 7, 7, 7], "the neighbour's values");
		again = buffer.activations.asBus(server, 100).wait;
		this.assertEquals(again.numChannels, 6, "asked again, it has room");
		buffer.activations.stop.wait;
		ear.free;
		buffer.activations.release;
		beside.free
	}

	test_buses_do_not_leak_and_release_frees_them {
		var buffer = this.prMade("leaks"), first, blocks, responders;
		this.prBoot;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		blocks = server.controlBusAllocator.blocks.size;
		first = buffer.activations.asBus(server, 50).wait;
		responders = AbstractResponderFunc.allFuncProxies.size;
		5.do { this.assertEquals(buffer.activations.asBus(server, 50).wait, first, "the same Bus", false) };
		this.assertEquals(server.controlBusAllocator.blocks.size, blocks + 1, "one Bus");
		this.assertEquals(buffer.activations.bus(server), first, "it can be asked for");
		buffer.activations.release;
		this.assertEquals(server.controlBusAllocator.blocks.size, blocks, "no Bus");
		this.assertEquals(buffer.activations.bus(server), nil);
		buffer.activations.stop.wait
	}

	test_a_bus_ends_with_its_server {
		var buffer = this.prMade("ends"), frames = 0, ear;
		this.prBoot;
		buffer.factorize(2, fft: 512, iterations: 5).wait;
		buffer.activations.asBus(server, 100).wait;
		server.quit;
		this.wait({ buffer.activations.bus(server).isNil }, "it is fed for ever", 20);
		ear = buffer.activations.onFrame { frames = frames + 1 };
		this.wait({ frames > 5 }, "the stream itself goes on", 60);
		buffer.activations.stop.wait;
		ear.free;
		this.prWaitForEnd
	}

	test_activations_as_a_buffer_for_buf_rd {
		var buffer = this.prMade("curves"), curves, values, wanted;
		this.prBoot;
		buffer.factorize(3, fft: 512, iterations: 20).wait;
		curves = buffer.activationsAsBuffer(server).wait;
		this.assertEquals([curves.numChannels, curves.numFrames], [3, 8192 div: 128 + 1]);
		this.assertEquals(buffer.hop(curves.numFrames), 128);
		curves.loadToFloatArray(action: { |found| values = found.as(Array).unlace(3) });
		3.do { |k|
			wanted = buffer.component(k).activations.wait.as(Array);
			this.assert((values[k] - (wanted / wanted.maxItem)).abs.maxItem < 1e-6, "component %".format(k))
		};
		this.assertEquals(this.prLeft, [], "no files are left")
	}
}
