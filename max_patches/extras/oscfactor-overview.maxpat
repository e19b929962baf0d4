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
			520.0
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
						470.0,
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
						60.0,
						720.0,
						36.0
					],
					"text": "A daemon, a program of its own, breaks the sounds. Start it in a terminal with: oscfactor serve. Then open the help of an object: alt-click it, or right-click and choose Open Help."
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"int"
					],
					"patching_rect": [
						180.0,
						120.0,
						24.0,
						24.0
					],
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-5",
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
						120.0,
						73.4,
						22.0
					],
					"text": "oscfactor"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						215.0,
						122.0,
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
						20.0,
						165.0,
						159.2,
						22.0
					],
					"text": "oscfactor.buffer drums"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						165.0,
						440.0,
						21.0
					],
					"text": "A sound in the daemon, and its components"
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
						201.0,
						192.2,
						22.0
					],
					"text": "oscfactor.component drums 0"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						201.0,
						440.0,
						21.0
					],
					"text": "One layer of a sound: its audio, its curves, its place in the mix"
				}
			},
			{
				"box": {
					"id": "obj-11",
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
						237.0,
						192.2,
						22.0
					],
					"text": "oscfactor.activations drums"
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						237.0,
						440.0,
						21.0
					],
					"text": "How strongly each component sounds now, as lists"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"signal",
						""
					],
					"patching_rect": [
						20.0,
						273.0,
						205.39999999999998,
						22.0
					],
					"text": "oscfactor.activation~ drums 0"
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						273.0,
						440.0,
						21.0
					],
					"text": "How strongly a component sounds now, as a signal"
				}
			},
			{
				"box": {
					"id": "obj-15",
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
						309.0,
						159.2,
						22.0
					],
					"text": "oscfactor.player drums"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						309.0,
						440.0,
						36.0
					],
					"text": "Plays a sound, mixed from its components, on the daemon's sound card"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						345.0,
						270.0,
						21.0
					],
					"text": "[bpatcher oscfactor.matrix @args drums]"
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						300.0,
						345.0,
						440.0,
						21.0
					],
					"text": "Which activation drives which basis"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						405.0,
						720.0,
						51.0
					],
					"text": "Examples, in the folder `examples` of this package: oscfactor-first, oscfactor-mixer (each layer on a fader), oscfactor-matrix (one layer's rhythm in another's colour), oscfactor-activations (a layer opens a filter)."
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-5",
						0
					],
					"destination": [
						"obj-4",
						0
					]
				}
			}
		]
	}
}
