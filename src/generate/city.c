/* city: see city.h. */
#include "generate/city.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "generate/dice.h"
#include "generate/normal.h"

static const char *const streets[] = {
	"Alder",   "Birch",     "Cedar",   "Dogwood", "Elm",    "Fir",     "Garnet",  "Hazel",   "Iris",    "Juniper",
	"Kestrel", "Laurel",    "Maple",   "Nutmeg",  "Oak",    "Poplar",  "Quarry",  "Rowan",   "Spruce",  "Tamarack",
	"Umber",   "Vine",      "Willow",  "Yarrow",  "Zinnia", "Bridge",  "Canal",   "Depot",   "Foundry", "Granite",
	"Harbor",  "Ironworks", "Lantern", "Market",  "Mill",   "Orchard", "Prairie", "Station", "Summit",  "Union",
};

static const char *const districts[] = {"North", "Harbor", "Old Town", "Hillside", "Riverside", "Mill Valley"};

static const char *const endings[] = {"ton",  "field", "burg",  "dale",  "ford",
									  "port", "mere",  "stead", "worth", "combe"};
static const char *const offices[] = {"Police Department", "Sheriff's Office", "Campus Police", "Marshal",
									  "Park Police",       "Transit Police",   "Town Police",   "Harbor Patrol",
									  "Airport Police",    "Task Force"};

/* None of them looks like another or like the digit of another: no I, O, Q, D, U, V. */
static const char letters[] = "ABCEFGHJKLMNPRSTWXYZ";

static const char *const other_states[] = {"OR", "OR", "OR", "CA", "CA", "ID", "ID", "MT", "NV", "AZ"};

enum {
	STREETS = sizeof streets / sizeof streets[0],
	DISTRICTS = sizeof districts / sizeof districts[0],
	ENDINGS = sizeof endings / sizeof endings[0],
	OFFICES = sizeof offices / sizeof offices[0],
	OTHER_STATES = sizeof other_states / sizeof other_states[0],
	LETTERS = 20,
	BLOCKS = 29,  /* numbered streets: STREETS * BLOCKS crossings, more than there can be sites */
	AT_HOME = 850 /* per mille of a vehicle's places in the area of its own agency */
};

/*
 * What published portals show (docs/generate.md names them), as logarithms: the median, and the spread below and above
 * it. Scans of one camera in 30 days; cameras of one agency; its searches in 30 days; organisations that may search.
 */
static const struct amount {
	double middle;
	double below;
	double above;
} camera_volume = {9.57, 0.82, 0.82}, agency_cameras = {2.485, 1.398, 1.014}, agency_searches = {4.92, 2.042, 1.209},
  agency_sharing = {4.844, 1.667, 0.681};

static const char *ordinal_ending(uint32_t number)
{
	if (number % 100 >= 11 && number % 100 <= 13) {
		return "th";
	}
	return number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
}

static void name_sites(struct hush_city *city)
{
	for (uint32_t i = 0; i < city->sites; i++) {
		uint32_t street = i % STREETS;
		uint32_t block = 1 + (i / STREETS + 7 * street + 2) % BLOCKS;

		snprintf(city->names[i], HUSH_SITE_TEXT, "%s & %u%s", streets[street], block, ordinal_ending(block));
	}
	for (uint32_t i = 0; i < city->mobile; i++) {
		snprintf(city->names[city->sites + i], HUSH_SITE_TEXT, "Mobile unit %u", i + 1);
	}
}

void hush_agency_name(uint32_t n, char name[HUSH_AGENCY_TEXT])
{
	uint32_t town = n % (STREETS * ENDINGS);
	uint32_t round = n / (STREETS * ENDINGS);
	int length = n == 0 ? snprintf(name, HUSH_AGENCY_TEXT, "Riverton Police Department")
						: snprintf(name, HUSH_AGENCY_TEXT, "%s%s %s", streets[town % STREETS],
								   endings[(town / STREETS + town) % ENDINGS], offices[round % OFFICES]);

	if (round >= OFFICES && length < HUSH_AGENCY_TEXT) {
		snprintf(name + length, HUSH_AGENCY_TEXT - (size_t)length, " %u", round / OFFICES + 1);
	}
}

/* Quantiles of the law, one for each agency, dealt out by the seed. */
static void deal(const struct hush_city *city, uint64_t purpose, const struct amount *amount, uint32_t *rank,
				 double *values)
{
	struct hush_dice dice;

	hush_dice_seed(&dice, hush_mix(city->seed ^ purpose));
	for (uint32_t i = 0; i < city->agencies; i++) {
		uint32_t at = hush_dice_below(&dice, i + 1);

		rank[i] = rank[at];
		rank[at] = i;
	}
	for (uint32_t i = 0; i < city->agencies; i++) {
		double z = hush_normal_quantile((rank[i] + 0.5) / city->agencies);

		values[i] = exp(amount->middle + z * (z < 0 ? amount->below : amount->above));
	}
}

/* One site for each agency, the rest by the lognormal number of cameras. */
static void deal_sites(struct hush_city *city, const double *cameras)
{
	uint32_t rest = city->sites - city->agencies;
	double sum = 0;
	double before = 0;
	uint32_t next = 0;
	uint32_t unit = 0;

	for (uint32_t i = 0; i < city->agencies; i++) {
		sum += cameras[i];
	}
	for (uint32_t i = 0; i < city->agencies; i++) {
		struct hush_agency *agency = &city->agency[i];
		uint32_t from = (uint32_t)(rest * (before / sum) + 0.5);

		before += cameras[i];
		agency->first_site = next;
		agency->sites = 1 + (i + 1 == city->agencies ? rest : (uint32_t)(rest * (before / sum) + 0.5)) - from;
		agency->first_unit = unit;
		agency->units = (city->mobile + city->agencies - 1 - i) / city->agencies;
		for (uint32_t site = next; site < next + agency->sites; site++) {
			city->agency_of[site] = (uint16_t)i;
		}
		for (uint32_t of = unit; of < unit + agency->units; of++) {
			city->agency_of[city->sites + of] = (uint16_t)i;
		}
		next += agency->sites;
		unit += agency->units;
	}
}

/* Weights 1/rank^0.9 of the sites of an agency, the ranks dealt out by the seed. */
static hush_status weigh_sites(struct hush_agency *agency, struct hush_dice *dice, uint32_t *rank, double *weight,
							   hush_error *err)
{
	for (uint32_t i = 0; i < agency->sites; i++) {
		uint32_t at = hush_dice_below(dice, i + 1);

		rank[i] = rank[at];
		rank[at] = i;
	}
	for (uint32_t i = 0; i < agency->sites; i++) {
		weight[i] = pow(rank[i] + 1.0, -0.9);
	}
	return hush_alias_make(weight, agency->sites, &agency->busy, err);
}

static hush_status fill(struct hush_city *city, uint32_t *rank, double *values, hush_error *err)
{
	struct hush_dice dice;

	deal(city, 11, &agency_cameras, rank, values);
	deal_sites(city, values);
	deal(city, 12, &agency_searches, rank, values);
	for (uint32_t i = 0; i < city->agencies; i++) {
		city->agency[i].searches = values[i];
	}
	deal(city, 13, &agency_sharing, rank, values);
	for (uint32_t i = 0; i < city->agencies; i++) {
		city->agency[i].sharing = values[i];
	}
	deal(city, 14, &camera_volume, rank, values);
	for (uint32_t i = 0; i < city->agencies; i++) {
		hush_agency_name(i, city->agency[i].name);
		city->agency[i].monthly = values[i] * (city->agency[i].sites + city->agency[i].units);
		values[i] = city->agency[i].monthly;
	}
	HUSH_TRY(hush_alias_make(values, city->agencies, &city->volume, err));
	hush_dice_seed(&dice, hush_mix(city->seed ^ 0x51735));
	for (uint32_t i = 0; i < city->agencies; i++) {
		HUSH_TRY(weigh_sites(&city->agency[i], &dice, rank, values, err));
	}
	return HUSH_OK;
}

hush_status hush_city_make(uint32_t agencies, uint32_t sites, uint32_t mobile, uint64_t seed, struct hush_city *city,
						   hush_error *err)
{
	struct hush_city made = {
		.seed = seed,
		.sites = sites,
		.mobile = mobile,
		.agencies = agencies,
		.agency = hush_calloc(agencies, sizeof *made.agency),
		.agency_of = hush_calloc(sites + mobile, sizeof *made.agency_of),
		.names = hush_calloc(sites + mobile, sizeof *made.names),
	};
	uint32_t *rank = hush_calloc(sites, sizeof *rank); /* there are no more agencies than sites */
	double *values = hush_calloc(sites, sizeof *values);
	hush_status status =
		made.agency && made.agency_of && made.names && rank && values ? HUSH_OK : hush_fail_memory(err);

	if (status == HUSH_OK) {
		name_sites(&made);
		status = fill(&made, rank, values, err);
	}
	hush_free(rank);
	hush_free(values);
	if (status != HUSH_OK) {
		hush_city_release(&made);
		return status;
	}
	*city = made;
	return HUSH_OK;
}

void hush_city_release(struct hush_city *city)
{
	for (uint32_t i = 0; city->agency && i < city->agencies; i++) {
		hush_alias_release(&city->agency[i].busy);
	}
	hush_alias_release(&city->volume);
	hush_free(city->agency);
	hush_free(city->agency_of);
	hush_free(city->names);
	*city = (struct hush_city){0};
}

double hush_city_monthly(const struct hush_city *city)
{
	double sum = 0;

	for (uint32_t i = 0; i < city->agencies; i++) {
		sum += city->agency[i].monthly;
	}
	return sum;
}

uint64_t hush_city_trait(const struct hush_city *city, uint64_t vehicle, uint32_t purpose)
{
	return hush_mix(hush_mix(city->seed + purpose) ^ vehicle);
}

uint32_t hush_city_place(const struct hush_city *city, uint64_t vehicle, uint32_t n)
{
	uint64_t place = hush_city_trait(city, vehicle, HUSH_TRAIT_PLACE + n);
	uint32_t agency = 0;

	if (city->agencies > 1) {
		uint64_t away = hush_mix(place);

		agency = hush_city_agency(
			city, hush_scale(away, 1000) < AT_HOME ? hush_city_trait(city, vehicle, HUSH_TRAIT_HOME) : hush_mix(away));
	}
	return hush_city_site(city, agency, place);
}

const char *hush_city_district(const struct hush_city *city, uint32_t site)
{
	return site < city->sites ? districts[site % STREETS % DISTRICTS] : "Citywide";
}

/* Vehicle numbers are scattered over all plates by a step that shares no factor with their count (2^11 * 5^8). */
void hush_city_plate(const struct hush_city *city, uint64_t vehicle, char plate[HUSH_PLATE_TEXT])
{
	const uint64_t plates = (uint64_t)LETTERS * LETTERS * LETTERS * 100000;
	uint64_t place = (vehicle % plates * 618033989 + city->seed % plates) % plates;
	uint32_t digits = (uint32_t)(place % 100000);
	uint32_t word = (uint32_t)(place / 100000);

	plate[0] = 'Q';
	plate[1] = letters[word % LETTERS];
	plate[2] = (char)('0' + digits / 10000);
	plate[3] = (char)('0' + digits / 1000 % 10);
	plate[4] = '-';
	plate[5] = (char)('0' + digits / 100 % 10);
	plate[6] = (char)('0' + digits / 10 % 10);
	plate[7] = (char)('0' + digits % 10);
	plate[8] = '-';
	plate[9] = letters[word / LETTERS % LETTERS];
	plate[10] = letters[word / LETTERS / LETTERS];
	plate[11] = '\0';
}

const char *hush_city_state(const struct hush_city *city, uint64_t vehicle, bool resident)
{
	uint64_t trait = hush_city_trait(city, vehicle, HUSH_TRAIT_STATE);
	uint32_t visitors = resident ? 30 : 220; /* per mille from elsewhere */

	return hush_scale(trait, 1000) >= visitors ? "WA" : other_states[(trait & UINT32_MAX) % OTHER_STATES];
}
