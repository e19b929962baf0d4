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
			800.0,
			660.0
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
					"text": "oscfactor",
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
						510.0,
						23.5
					],
					"text": "breaks sounds into layers that can be played",
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
						50.0,
						720.0,
						36.0
					],
					"text": "A daemon, a program of its own, breaks the sounds. `start` begins one on this computer; or, in a terminal: oscfactor serve. Then open a help or an example."
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						100.0,
						80.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "start",
					"varname": "open-start",
					"hint": "start a daemon on this computer",
					"annotation": "start a daemon on this computer"
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"int"
					],
					"patching_rect": [
						320.0,
						100.0,
						24.0,
						24.0
					],
					"parameter_enable": 0,
					"ignoreclick": 1,
					"varname": "answers",
					"hint": "1: it answers",
					"annotation": "1: it answers"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						355.0,
						102.0,
						200.0,
						21.0
					],
					"text": "does the daemon answer?"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						""
					],
					"patching_rect": [
						210.0,
						100.0,
						73.4,
						22.0
					],
					"text": "oscfactor"
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
						120.0,
						100.0,
						47.0,
						22.0
					],
					"text": "start"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						20.0,
						600.0,
						66.8,
						22.0
					],
					"text": "pcontrol"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						145.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor",
					"varname": "open-oscfactor",
					"hint": "open oscfactor",
					"annotation": "open oscfactor"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						147.0,
						300.0,
						21.0
					],
					"text": "The connection to the daemon"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						145.0,
						106.39999999999999,
						22.0
					],
					"text": "help oscfactor"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						181.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.buffer",
					"varname": "open-oscfactor.buffer",
					"hint": "open oscfactor.buffer",
					"annotation": "open oscfactor.buffer"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						183.0,
						300.0,
						21.0
					],
					"text": "A sound in the daemon, and its components"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						181.0,
						152.6,
						22.0
					],
					"text": "help oscfactor.buffer"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						217.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.component",
					"varname": "open-oscfactor.component",
					"hint": "open oscfactor.component",
					"annotation": "open oscfactor.component"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						219.0,
						300.0,
						36.0
					],
					"text": "One layer of a sound: its audio, its curves, its place in the mix"
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
						510.0,
						217.0,
						172.39999999999998,
						22.0
					],
					"text": "help oscfactor.component"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						253.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.activations",
					"varname": "open-oscfactor.activations",
					"hint": "open oscfactor.activations",
					"annotation": "open oscfactor.activations"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						255.0,
						300.0,
						36.0
					],
					"text": "How strongly each component sounds now, as lists"
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
						510.0,
						253.0,
						185.6,
						22.0
					],
					"text": "help oscfactor.activations"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						289.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.activation~",
					"varname": "open-oscfactor.activation~",
					"hint": "open oscfactor.activation~",
					"annotation": "open oscfactor.activation~"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						291.0,
						300.0,
						36.0
					],
					"text": "How strongly a component sounds now, as a signal"
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						289.0,
						185.6,
						22.0
					],
					"text": "help oscfactor.activation~"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						325.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.player",
					"varname": "open-oscfactor.player",
					"hint": "open oscfactor.player",
					"annotation": "open oscfactor.player"
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						327.0,
						300.0,
						36.0
					],
					"text": "Plays a sound, mixed from its components, on the daemon's sound card"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						325.0,
						152.6,
						22.0
					],
					"text": "help oscfactor.player"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						361.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.matrix",
					"varname": "open-oscfactor.matrix",
					"hint": "open oscfactor.matrix",
					"annotation": "open oscfactor.matrix"
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						363.0,
						300.0,
						21.0
					],
					"text": "Which activation drives which basis"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						361.0,
						152.6,
						22.0
					],
					"text": "help oscfactor.matrix"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						397.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "oscfactor.watch",
					"varname": "open-oscfactor.watch",
					"hint": "open oscfactor.watch",
					"annotation": "open oscfactor.watch"
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
						399.0,
						300.0,
						36.0
					],
					"text": "Where a component's fader, mute, solo and pan stand"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						397.0,
						146.0,
						22.0
					],
					"text": "help oscfactor.watch"
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						433.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "example: first",
					"varname": "open-example: first",
					"hint": "open oscfactor-first.maxpat",
					"annotation": "open oscfactor-first.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						435.0,
						300.0,
						36.0
					],
					"text": "a sound, broken into four; one of its layers in a buffer~"
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						433.0,
						231.79999999999998,
						22.0
					],
					"text": "loadunique oscfactor-first.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						469.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "example: mixer",
					"varname": "open-example: mixer",
					"hint": "open oscfactor-mixer.maxpat",
					"annotation": "open oscfactor-mixer.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						471.0,
						300.0,
						36.0
					],
					"text": "each layer of a sound on a fader, played by the daemon"
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						469.0,
						231.79999999999998,
						22.0
					],
					"text": "loadunique oscfactor-mixer.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						505.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "example: matrix",
					"varname": "open-example: matrix",
					"hint": "open oscfactor-matrix.maxpat",
					"annotation": "open oscfactor-matrix.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						507.0,
						300.0,
						36.0
					],
					"text": "the rhythm of one layer in the colour of another"
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						505.0,
						238.39999999999998,
						22.0
					],
					"text": "loadunique oscfactor-matrix.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "textbutton",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"",
						"int"
					],
					"patching_rect": [
						20.0,
						541.0,
						170.0,
						24.0
					],
					"parameter_enable": 0,
					"text": "example: activations",
					"varname": "open-example: activations",
					"hint": "open oscfactor-activations.maxpat",
					"annotation": "open oscfactor-activations.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						543.0,
						300.0,
						21.0
					],
					"text": "a layer opens the filter of a chord"
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						510.0,
						541.0,
						271.4,
						22.0
					],
					"text": "loadunique oscfactor-activations.maxpat"
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-4",
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
						"obj-7",
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
						"obj-5",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-10",
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
						"obj-13",
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
						"obj-15",
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
						"obj-16",
						0
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
						"obj-18",
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
						"obj-19",
						0
					],
					"destination": [
						"obj-21",
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
						"obj-9",
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
						"obj-24",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-24",
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
						"obj-25",
						0
					],
					"destination": [
						"obj-27",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-27",
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
						"obj-28",
						0
					],
					"destination": [
						"obj-30",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-30",
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
						"obj-31",
						0
					],
					"destination": [
						"obj-33",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-33",
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
						"obj-34",
						0
					],
					"destination": [
						"obj-36",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-36",
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
						"obj-37",
						0
					],
					"destination": [
						"obj-39",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-39",
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
						"obj-40",
						0
					],
					"destination": [
						"obj-42",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-42",
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
						"obj-43",
						0
					],
					"destination": [
						"obj-45",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-45",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			}
		]
	}
}
