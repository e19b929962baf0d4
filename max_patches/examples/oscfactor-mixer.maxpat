{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 6,
			"revision": 0,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			60.0,
			90.0,
			760.0,
			620.0
		],
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontname": "Arial",
		"gridsize": [
			15.0,
			15.0
		],
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						0.0,
						0.0,
						260.0,
						31.0
					],
					"text": "mixer",
					"fontsize": 20.0,
					"fontface": 1,
					"textcolor": [
						0.14,
						0.19,
						0.29,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						270.0,
						6.0,
						470.0,
						23.5
					],
					"text": "each layer of a sound on a fader, played by the daemon",
					"fontsize": 14.0,
					"textcolor": [
						0.14,
						0.19,
						0.29,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						60.0,
						700.0,
						21.0
					],
					"text": "Load a sound of your own with `open`. Below each fader: mute and solo."
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						20.0,
						110.0,
						73.4,
						22.0
					],
					"text": "oscfactor"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"bang",
						""
					],
					"patching_rect": [
						100.0,
						110.0,
						66.8,
						22.0
					],
					"text": "select 1"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						20.0,
						142.0,
						165.79999999999998,
						22.0
					],
					"text": "load oscfactor-loop.wav"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						200.0,
						142.0,
						40.4,
						22.0
					],
					"text": "open"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						270.0,
						142.0,
						179.0,
						22.0
					],
					"text": "factorize 8 iterations 60"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						20.0,
						178.0,
						146.0,
						22.0
					],
					"text": "oscfactor.buffer mix"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						110.0,
						190.0,
						21.0
					],
					"text": "drop a sound of yours here:"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "dropfile",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"",
						""
					],
					"patching_rect": [
						395.0,
						110.0,
						165.0,
						26.0
					],
					"parameter_enable": 0,
					"varname": "drop",
					"hint": "drop a sound file here",
					"annotation": "drop a sound file here"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						142.0,
						93.19999999999999,
						22.0
					],
					"text": "prepend load"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "slider",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						240.0,
						178.0,
						140.0,
						20.0
					],
					"parameter_enable": 0,
					"orientation": 1,
					"floatoutput": 1,
					"size": 1.0,
					"ignoreclick": 1,
					"varname": "progress",
					"hint": "how far the job is",
					"annotation": "how far the job is"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						390.0,
						178.0,
						120.0,
						21.0
					],
					"text": "how far it is"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						20.0,
						212.0,
						146.0,
						22.0
					],
					"text": "route load factorize"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						20.0,
						260.0,
						86.6,
						22.0
					],
					"text": "play loop 1"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						20.0,
						294.0,
						146.0,
						22.0
					],
					"text": "oscfactor.player mix"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						300.0,
						260.0,
						139.39999999999998,
						22.0
					],
					"text": "start 20 scale unit"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						300.0,
						294.0,
						179.0,
						22.0
					],
					"text": "oscfactor.activations mix"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						120.0,
						260.0,
						40.4,
						22.0
					],
					"text": "stop"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						175.0,
						260.0,
						66.8,
						22.0
					],
					"text": "rate 0.5"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						245.0,
						260.0,
						53.599999999999994,
						22.0
					],
					"text": "rate 1"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "flonum",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"",
						"bang"
					],
					"patching_rect": [
						90.0,
						332.0,
						70.0,
						22.0
					],
					"parameter_enable": 0,
					"varname": "place",
					"hint": "where it is, in seconds",
					"annotation": "where it is, in seconds"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						165.0,
						332.0,
						80.0,
						21.0
					],
					"text": "seconds"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						0
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						562.0,
						50.0,
						21.0
					],
					"text": "0"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						80.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						1
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						80.0,
						562.0,
						50.0,
						21.0
					],
					"text": "1"
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						140.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						2
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						140.0,
						562.0,
						50.0,
						21.0
					],
					"text": "2"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						3
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						562.0,
						50.0,
						21.0
					],
					"text": "3"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						260.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						4
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						260.0,
						562.0,
						50.0,
						21.0
					],
					"text": "4"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						320.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						5
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						320.0,
						562.0,
						50.0,
						21.0
					],
					"text": "5"
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						380.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						6
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						380.0,
						562.0,
						50.0,
						21.0
					],
					"text": "6"
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "bpatcher",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						440.0,
						400.0,
						56.0,
						156.0
					],
					"name": "oscfactor.strip.maxpat",
					"args": [
						"mix",
						7
					],
					"bgmode": 0,
					"border": 0,
					"embed": 0,
					"viewvisibility": 1
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						440.0,
						562.0,
						50.0,
						21.0
					],
					"text": "7"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-11",
						0
					],
					"destination": [
						"obj-12",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-12",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-4",
						0
					],
					"destination": [
						"obj-5",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-5",
						0
					],
					"destination": [
						"obj-6",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-6",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-9",
						0
					],
					"destination": [
						"obj-15",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-7",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-15",
						0
					],
					"destination": [
						"obj-8",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-9",
						1
					],
					"destination": [
						"obj-13",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-15",
						1
					],
					"destination": [
						"obj-18",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-16",
						0
					],
					"destination": [
						"obj-17",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-18",
						0
					],
					"destination": [
						"obj-19",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-20",
						0
					],
					"destination": [
						"obj-17",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-21",
						0
					],
					"destination": [
						"obj-17",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-22",
						0
					],
					"destination": [
						"obj-17",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-17",
						1
					],
					"destination": [
						"obj-23",
						0
					]
				}
			}
		]
	}
}
