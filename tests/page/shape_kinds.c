/* shape_kinds: a release with what shape_city and shape_rates lack: quantiles, discovered values, ages, weeks that are cut. */
#include "shape.h"

#include "base/memory.h"

char *shape_kinds(const char *language)
{
	static const char sources[] =
	    "\"scans\": {\"files\": [\"s.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, "
	    "\"time\": {\"column\": \"at\"}, \"dedupe\": {\"key\": [\"ID\"]}}, "
	    "\"searches\": {\"files\": [\"q.csv\"], \"entity\": {\"vehicle\": [\"plate\"], \"form\": \"plate\"}, "
	    "\"time\": {\"column\": \"at\"}}";
	static const char dimensions[] =
	    "\"site\": {\"column\": \"camera\", \"values\": [\"North\", \"South\", \"West\"]}, \"day\": {\"time\": \"day\"}, "
	    "\"week\": {\"time\": \"week\"}, \"age\": {\"of\": \"day\", \"ages\": [0, 7, 14, 21]}, "
	    "\"outside_agency\": {\"column\": \"org\", \"discover\": true, \"at_most\": 9}, "
	    "\"searching_agency\": {\"column\": \"org\", \"discover\": true, \"at_most\": 9}";
	static const char tables[] =
	    "{\"name\": \"held\", \"title\": \"Scans held, by age\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"age\"], "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 2, \"origin\": \"policy\"}, \"as_of\": \"2025-02-01\", \"oldest\": \"2025-01-01\"}, "
	    "{\"name\": \"by_week\", \"title\": \"Scans by week\", \"source\": \"scans\", \"measure\": \"rows\", \"by\": [\"week\"], "
	    "\"limits\": {\"cells\": 2, \"per_cell\": 2, \"origin\": \"policy\"}}, "
	    "{\"name\": \"hours_held\", \"title\": \"Hours until a scan was deleted\", \"source\": \"scans\", \"measure\": \"quantiles\", "
	    "\"of\": {\"column\": \"hours_kept\", \"clamp\": [0, 1000], \"grid\": 10, \"quantiles\": [\"0.5\", \"0.999\"]}, "
	    "\"by\": [\"site\"], \"limits\": {\"cells\": 1, \"per_cell\": 4, \"origin\": \"policy\"}, \"share\": 4}, "
	    "{\"name\": \"cameras\", \"title\": \"Cameras of a search\", \"source\": \"searches\", \"measure\": \"quantiles\", "
	    "\"of\": {\"column\": \"n\", \"clamp\": [0, 300], \"grid\": 10, \"quantiles\": [\"0.125\"]}, "
	    "\"limits\": {\"cells\": 1, \"per_cell\": 4, \"origin\": \"policy\"}, \"share\": 4}, "
	    "{\"name\": \"vehicles_by_agency\", \"title\": \"Vehicles searched for, by agency\", \"source\": \"searches\", "
	    "\"measure\": \"vehicles\", \"by\": [\"outside_agency\"], \"limits\": {\"cells\": 2, \"origin\": \"policy\"}}, "
	    "{\"name\": \"searches_by_agency_week\", \"title\": \"Searches by agency and week\", \"source\": \"searches\", "
	    "\"measure\": \"rows\", \"by\": [\"searching_agency\", \"week\"], "
	    "\"limits\": {\"cells\": 2, \"per_cell\": 1, \"origin\": \"policy\"}}, "
	    "{\"name\": \"in_all\", \"title\": \"Searches in all\", \"source\": \"searches\", \"measure\": \"rows\", \"by\": [], "
	    "\"where\": {\"site\": [\"North\", \"West\"]}, \"limits\": {\"cells\": 1, \"per_cell\": 3, \"origin\": \"policy\"}}";
	struct hush_buffer release;
	char *text;

	hush_buffer_init(&release, 4096);
	hush_buffer_format(&release,
	                   "\"id\": \"kinds\", \"title\": \"Other kinds of numbers\", \"language\": \"%s\", "
	                   "\"formats\": [\"parquet\", \"excel-csv\"], \"period\": {\"from\": \"2025-01-01\", \"to\": \"2025-02-01\"}",
	                   language);
	text = shape_spec(release.bytes, sources, dimensions, tables);
	hush_buffer_release(&release);
	return text;
}
