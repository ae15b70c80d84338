/**
 * What the columns of published decks are called, folded as `foldHeader` does, the likelier word first. Gathered from
 * rate sheets and import guides of carriers and billing systems; docs/catalog.md names them.
 */
import type { DeckField } from './mapping.ts';

export const SYNONYMS: Readonly<Record<DeckField, readonly string[]>> = {
  prefix: words(`prefix|dest code|destination code|dial code|dialcode|dialing code|dialling code|code|codes|prefixes|
    destination prefix|destination prefixes|dial prefix|dialprefix|match prefix|dial codes|dialed digits|digits|
    breakout|breakouts|npanxx|npa nxx|npa|number prefix|phone prefix|rate code|full code|e164|e164 prefix|
    call prefix|vorwahl|prefijo|prefixo|préfixe|indicatif|area code prefix`),
  country_code: words(`country code|countrycode|cc|country dial code|country dialing code|international code|int code`),
  area_codes: words(`area codes|area code|city codes|city code|areacode|citycode|ndc|ndcs|national code|national codes|
    operator code|operator codes`),
  per_minute:
    words(`per minute|rate|price|rate per minute|price per minute|rate min|price min|rate per min|cost per minute|
    per minute cost|cost min|cost|rate usd|usd rate|rate eur|rate $|price usd|usd min|$ min|rate $ min|price $ min|
    rate usd min|price usd min|new rate|new price|current rate|rate minute|rate cost|rateinitial|initial rate|
    price 1 min|
    price first|first price|sell rate|selling rate|buy rate|buyrate|termination rate|unit price|call price|retail rate|
    base price|interstate|interstate rate|inter|inter rate|interrate|ppm|tariff|preis|preis pro minute|preis min|tarif|
    tarifa|prix|precio|prezzo`),
  per_segment:
    words(`per segment|price per sms|sms price|sms rate|rate per sms|price per message|per message|price sms|rate sms|
    per sms`),
  connect_fee:
    words(`connect fee|connection fee|setup fee|set up fee|connection charge|connect charge|connectcharge|connect cost|
    connection cost|rate surcharge|surcharge|setup|sf|initial cost|setup charge|per call|call charge`),
  first_increment:
    words(`first increment|interval 1|interval first|first interval|initial increment|initial interval|init interval|
    initial block|initblock|initial time|initial period|initial|minimum duration|min duration|minimum time|
    min time|mintime|minimum|min|rate minimum|connect increment|duration|min sec|min charge sec|first period|
    1st interval`),
  next_increment:
    words(`next increment|interval n|interval next|next interval|interval 2|subsequent increment|additional increment|
    subsequent interval|subsequent|increment|interval|int|incr|billingblock|billing block|rate increment|
    talk increment|billable unit s|pulse|next period|2nd interval|billing unit`),
  increments:
    words(`increments|billing increments|billing increment|billing terms|billing interval|billing|rounding rules|
    charging increment|rounding|min increment|taktung|takt|billing cycle sec`),
  name: words(`name|destination name|destination|code name|description|dest|destination description|rate name|country|
    region|
    zone|route|area|location|network|operator|carrier|rate center|bezeichnung|ziel|destino|destinazione|
    country name`),
  effective_at:
    words(`effective at|effective date|effective from|effective|eff date|effectivedate|valid from|start date|
    date start|active from|activation date|begin date|effective time|from date|from|start|date|gültig ab`),
  ends_at:
    words(`ends at|end date|date end|valid to|valid till|valid until|expiration date|expiry date|expire date|expires|
    effective to|effective till|termination date|stop date|to date|end|to|gültig bis`),
  status: words(`status|blocked|reject calls|forbidden|block|availability|barred|discontinued`),
};

function words(list: string): readonly string[] {
  return list.split('|').map((word) => word.trim());
}
