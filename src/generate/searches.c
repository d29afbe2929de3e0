/* searches: see searches.h. */
#include "generate/searches.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "generate/normal.h"
#include "generate/stamp.h"

enum {
	RECENT = 64, /* plates asked for lately: some are asked for again */
	MOST_NETWORKS = 3494,
	MOST_LOOK_BACK = 720, /* hours: what is kept, on nearly all portals */
	MOST_SHARING = 3870,
	CASE_TEXT = 16
};

/* Users of an agency by the searches of 30 days, and how unequal they are: the log of one city. */
static const double users_per_search = 0.19, user_spread = 1.1;

/* Both kinds of look-back in hours, and how many networks are searched: medians as published. */
static const double lookup_hours = 168, search_hours = 6, networks = 630;

struct hush_searches {
	struct hush_outfolder *folder;
	const struct hush_city *city;
	const struct hush_habits *habits;
	const struct hush_defect_rates *rates;
	struct hush_truth *truth;
	struct hush_outfile file;
	struct hush_reasons reasons;
	uint64_t *left; /* of each agency */
	uint64_t all;   /* in the whole period */
	double passed;  /* of it, by now, if all went evenly */
	uint64_t written;
	uint64_t recent[RECENT];
	struct hush_dice dice;
};

static const char header[] =
	"ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,"
	"Case #,Filters,Search Time,Search Type,Text Prompt,Moderation\n";

hush_status hush_searches_open(struct hush_outfolder *folder, const struct hush_city *city,
							   const struct hush_habits *habits, const struct hush_defect_rates *rates, uint32_t days,
							   struct hush_truth *truth, struct hush_searches **searches, hush_error *err)
{
	struct hush_searches *made = hush_calloc(1, sizeof *made);
	uint64_t *left = hush_calloc(city->agencies, sizeof *left);
	hush_status status = made && left ? HUSH_OK : hush_fail_memory(err);

	if (status == HUSH_OK) {
		*made = (struct hush_searches){.folder = folder,
									   .city = city,
									   .habits = habits,
									   .rates = rates,
									   .truth = truth,
									   .left = left,
									   .file = {.file = -1}};
		hush_dice_seed(&made->dice, hush_mix(city->seed + 0x5EA));
		for (uint32_t i = 0; i < city->agencies; i++) {
			left[i] = (uint64_t)(city->agency[i].searches * days / 30 + 0.5);
			made->all += left[i];
		}
		left = NULL;
		status = hush_reasons_make(&made->reasons, err);
	}
	if (status == HUSH_OK) {
		status = hush_outfile_open(folder, "searches.csv", header, &made->file, err);
	}
	hush_free(left);
	if (status != HUSH_OK) {
		hush_searches_close(made);
		return status;
	}
	*searches = made;
	return HUSH_OK;
}

void hush_searches_close(struct hush_searches *searches)
{
	if (searches) {
		hush_outfile_release(&searches->file);
		hush_reasons_release(&searches->reasons);
		hush_free(searches->left);
		hush_free(searches);
	}
}

/* Around a median, lognormal, at least 1 and at most `most`. */
static uint32_t around(struct hush_dice *dice, double median, double spread, uint32_t most)
{
	double amount = median * exp(spread * hush_normal_of(hush_dice_roll(dice)));

	return amount < 1 ? 1 : amount > most ? most : (uint32_t)(amount + 0.5);
}

/* A few users make most of the searches. */
static uint32_t user_of(struct hush_searches *searches, const struct hush_agency *agency)
{
	double users = agency->searches * users_per_search;
	uint32_t count = users < 2 ? 2 : (uint32_t)(users + 0.5);
	double place = hush_normal_below(user_spread + hush_normal_of(hush_dice_roll(&searches->dice))) * count;

	return place >= count ? count : (uint32_t)place + 1;
}

static uint64_t vehicle_of(struct hush_searches *searches, uint64_t strangers)
{
	struct hush_dice *dice = &searches->dice;
	uint64_t all = searches->habits->residents + strangers;
	uint64_t *recent = &searches->recent[hush_dice_below(dice, RECENT)];

	if (*recent == 0 || !hush_dice_chance(dice, 300)) {
		*recent = 1 + hush_dice_roll(dice) % (all ? all : 1); /* 0 stands for none yet */
	}
	return *recent - 1;
}

/* Whose search is next: every agency has its number, in an order that the dice make. */
static uint32_t agency_of(struct hush_searches *searches)
{
	uint64_t at = hush_dice_roll(&searches->dice) % (searches->all - searches->written);
	uint32_t agency = 0;

	while (at >= searches->left[agency]) {
		at -= searches->left[agency++];
	}
	searches->left[agency]--;
	return agency;
}

/* What one row says. */
struct search {
	char id[40];
	const char *type;
	const char *mobile;
	uint32_t agency;
	uint32_t user;
	uint32_t networks;
	char frame[2 * HUSH_STAMP_TEXT + 16];
	char plate[HUSH_PLATE_TEXT];
	char reason[HUSH_REASON_TEXT];
	char number[CASE_TEXT];
	char time[HUSH_STAMP_TEXT + 8];
};

/* As the vendor writes it, with "UTC" behind; under "all" also now padded and now not, and with the time frame on two lines. */
static void fill_times(struct hush_searches *searches, int64_t instant, uint32_t hours, struct search *search)
{
	bool every = searches->rates->every;
	bool padded = !every || hush_dice_chance(&searches->dice, 500);
	char from[HUSH_STAMP_TEXT];
	char to[HUSH_STAMP_TEXT];

	hush_stamp_vendor(instant - (int64_t)hours * 3600, padded, from);
	hush_stamp_vendor(instant, padded, to);
	snprintf(search->frame, sizeof search->frame, every ? "%s UTC\n%s UTC" : "%s UTC - %s UTC", from, to);
	snprintf(search->time, sizeof search->time, "%s UTC", to);
}

static void fill_reason(struct hush_searches *searches, struct search *search)
{
	struct hush_dice *dice = &searches->dice;
	uint32_t spelling = hush_alias_pick(&searches->reasons.often, hush_dice_roll(dice));
	uint32_t number = hush_dice_below(dice, 1000000);
	uint32_t dirt = searches->rates->every ? hush_dice_below(dice, 10000) : 10000;

	searches->truth->searches[search->agency * HUSH_CATEGORIES + searches->reasons.category[spelling]]++;
	memcpy(search->reason, searches->reasons.spelling[spelling], sizeof search->reason);
	if (dirt < 580) { /* a case number typed as the reason */
		snprintf(search->reason, sizeof search->reason, "26-%06u", number);
	} else if (dirt < 582) {
		search->reason[0] = '\0';
	} else if (dirt < 632) {
		snprintf(search->reason, sizeof search->reason, "%s", " REDACTED");
	} else if (dirt < 682) {
		snprintf(search->reason, sizeof search->reason, "%s", "NA");
	}
	if (hush_dice_chance(dice, 45)) {
		snprintf(search->number, sizeof search->number, "26-%06u", number);
	}
}

static void fill(struct hush_searches *searches, int64_t instant, uint64_t strangers, struct search *search)
{
	struct hush_dice *dice = &searches->dice;
	uint64_t a = hush_dice_roll(dice);
	uint64_t b = hush_dice_roll(dice);
	uint32_t type = hush_dice_below(dice, 1000);
	bool lookup = type < 780;

	memset(search, 0, sizeof *search);
	snprintf(search->id, sizeof search->id, "%08x-%04x-4%03x-a%03x-%012llx", (uint32_t)(a >> 32),
			 (uint32_t)(a >> 16) & 0xFFFF, (uint32_t)a & 0xFFF, (uint32_t)(b >> 52),
			 (unsigned long long)(b & 0xFFFFFFFFFFFF));
	search->type = lookup ? "lookup" : type < 998 ? "search" : "convoy";
	search->mobile = hush_dice_chance(dice, 100) ? " - Mobile" : "";
	search->agency = agency_of(searches);
	search->user = user_of(searches, &searches->city->agency[search->agency]);
	search->networks = around(dice, networks, 0.6, MOST_NETWORKS);
	fill_times(searches, instant, around(dice, lookup ? lookup_hours : search_hours, 1.0, MOST_LOOK_BACK), search);
	if (lookup) {
		hush_city_plate(searches->city, vehicle_of(searches, strangers), search->plate);
		if (searches->rates->every && hush_dice_chance(dice, 20)) {
			snprintf(search->plate, sizeof search->plate, "%s", "***");
		}
	}
	fill_reason(searches, search);
}

static void put(struct hush_searches *searches, const struct search *search)
{
	uint32_t times =
		searches->rates->every && hush_dice_chance(&searches->dice, 20) ? 2 : 1; /* the same search twice */

	for (; times > 0; times--) {
		hush_outfile_format(&searches->file, "%s,u%03u.%u,%s,%u,%u,\"%s\",%s,%s,%s,,\"%s\",%s%s,,\n", search->id,
							search->user, search->agency + 1, searches->city->agency[search->agency].name,
							search->networks, search->networks * 25, search->frame, search->plate, search->reason,
							search->number, search->time, search->type, search->mobile);
	}
	searches->written++;
	if (searches->rates->every && searches->written % 100 == 0) {
		hush_outfile_put(&searches->file, header, sizeof header - 1);
	}
}

void hush_searches_hour(struct hush_searches *searches, int64_t hour, uint64_t weight, uint64_t whole,
						uint64_t strangers)
{
	uint64_t due;

	searches->passed += (double)searches->all * (double)weight / (double)whole;
	due = (uint64_t)(searches->passed + 0.5);
	due = (due < searches->all ? due : searches->all) - searches->written;
	for (uint64_t i = 0; i < due; i++) {
		struct search search;
		/* In order: the i-th lies in the i-th part of the hour. */
		uint32_t second = (uint32_t)((3600 * i + hush_dice_below(&searches->dice, 3600)) / due);

		fill(searches, hour + second, strangers, &search);
		put(searches, &search);
	}
}

/* -- shares ---------------------------------------------------------------------------------------------------- */

/* Each agency shares with the others nearest in the list of all, its own neighbours first. */
static hush_status write_shares(struct hush_searches *searches, hush_error *err)
{
	const struct hush_city *city = searches->city;
	struct hush_outfile file = {.file = -1};

	HUSH_TRY(hush_outfile_open(searches->folder, "shares.csv",
							   "src_agency,external_agency,src_agency_id,external_agency_id\n", &file, err));
	for (uint32_t i = 0; i < city->agencies; i++) {
		uint32_t count =
			city->agency[i].sharing > MOST_SHARING ? MOST_SHARING : (uint32_t)(city->agency[i].sharing + 0.5);

		for (uint32_t other = 0, shared = 0; shared < count; other++) {
			char name[HUSH_AGENCY_TEXT];

			if (other != i) {
				hush_agency_name(other, name);
				hush_outfile_format(&file, "%s,%s,%u,%u\n", city->agency[i].name, name, i + 1, other + 1);
				shared++;
			}
		}
		searches->truth->shares += count;
	}
	return hush_outfile_end(&file, err);
}

hush_status hush_searches_finish(struct hush_searches *searches, hush_error *err)
{
	HUSH_TRY(hush_outfile_end(&searches->file, err));
	HUSH_TRY(hush_reasons_write(&searches->reasons, searches->folder, err));
	return write_shares(searches, err);
}
