#pragma once

#include "findings/inventory.h"
#include "rules/orphan_variant/dispatchers.h"
#include "rules/orphan_variant/domains.h"
#include "rules/orphan_variant/elsewhere.h"
#include "rules/orphan_variant/keyed_tables.h"
#include "rules/orphan_variant/mentions.h"
#include "rules/orphan_variant/named_files.h"
#include "rules/orphan_variant/quotations.h"
#include "rules/rule.h"

#include <vector>

/// The searches of orphan-variant. Each looks for one way in which two sides of a program have come apart, over the
/// same gathered facts; none reports a value about which some place that we do not understand could be right.
namespace lockstep::rules::variants {

/// What all searches share, gathered once.
struct Gathered {
  const Program& program;
  const Shared& shared;
  const Mentions& mentions;
  Domains& domains;
  const NamedFiles& named_files;
  const Elsewhere& elsewhere;
  Quotations quotations;
  KeyedTables tables;
  std::vector<NodeRef> lists;           // `declared_lists`
  std::vector<Dispatcher> dispatchers;  // of live production code, in order of path and position
  std::vector<Test> tests;
  std::vector<Membership> memberships;
};

/// Reads the live code of the program. What it refers to must outlive it.
Gathered gather(const Program& program, const Shared& shared, const Mentions& mentions, Domains& domains);

/// A variant that a dispatcher forgot: it handles the others and swallows this one.
void find_unhandled(const Gathered& gathered, std::vector<Finding>& findings);
/// A member of an enum that someone waits for and nobody makes, or that nobody mentions.
void find_unproduced(const Gathered& gathered, std::vector<Finding>& findings);
/// A literal of a union that someone waits for and nobody makes, or that nobody mentions.
void find_unproduced_literals(const Gathered& gathered, std::vector<Finding>& findings);
/// A part of a union of objects that nobody makes, while every other one is made.
void find_idle_messages(const Gathered& gathered, std::vector<Finding>& findings);
/// A member of an enum that nobody names, however few its siblings are.
void find_forsaken_members(const Gathered& gathered, std::vector<Finding>& findings);
/// An event that is offered in lists and never sent.
void find_vain_offers(const Gathered& gathered, std::vector<Finding>& findings);
/// A literal of a union that stands nowhere else in the whole program.
void find_forsaken_literals(const Gathered& gathered, std::vector<Finding>& findings);
/// A function that takes values apart which nobody makes, and that nobody calls.
void find_uncalled(const Gathered& gathered, std::vector<Finding>& findings);
/// A code that a table of handlers waits for and nobody makes, among many that begin alike.
void find_vain_codes(const Gathered& gathered, std::vector<Finding>& findings);
/// A value of a list in place that stands nowhere else in the whole program.
void find_unspoken(const Gathered& gathered, std::vector<Finding>& findings);
/// A member of a database's enum that no code speaks of.
void find_silent_members(const Gathered& gathered, std::vector<Finding>& findings);
/// Codes that are waited for under one prefix and made under another.
void find_namesakes(const Gathered& gathered, std::vector<Finding>& findings);
/// A handler in a registry for a value that nobody makes, offers or lets in.
void find_idle_handlers(const Gathered& gathered, std::vector<Finding>& findings);
/// A message that one file writes and another, which takes its kind apart, does not know.
void find_unhandled_messages(const Gathered& gathered, std::vector<Finding>& findings);
/// A name that is asked for among classes that each declare theirs, and that none declares.
void find_undeclared(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that is treated like another one everywhere but in a few places.
void find_forgotten_twins(const Gathered& gathered, std::vector<Finding>& findings);
/// A value of a list that a dispatcher over plain strings forgot.
void find_forgotten_words(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that is asked for and stands nowhere else, among values of a list.
void find_strange_words(const Gathered& gathered, std::vector<Finding>& findings);
/// A member of an enum's family that a dispatcher over plain strings forgot.
void find_forgotten_kin(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that one package speaks of and another does not, while both know all the others.
void find_half_known(const Gathered& gathered, std::vector<Finding>& findings);
/// A handler or case of which only a comment is left, or that returns nothing where the others return something.
void find_hollow_handlers(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that one of two functions of like names handles and the other does not.
void find_forgetful_copies(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that is asked for in another spelling than the enum has it of which the other cases are.
void find_misspelled(const Gathered& gathered, std::vector<Finding>& findings);
/// A parameter that is asked for another word than the one that all callers pass.
void find_misnamed_arguments(const Gathered& gathered, std::vector<Finding>& findings);
/// Constants of a family, in a file of their own, that nobody names or that are only asked for.
void find_idle_constants(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that one table names and nothing else, while all others that it names are handled somewhere.
void find_dead_ends(const Gathered& gathered, std::vector<Finding>& findings);
/// A kind of node that is put on a canvas (`<ReactFlow nodeTypes={…} />`) which has no component for it.
void find_undrawn(const Gathered& gathered, std::vector<Finding>& findings);
/// A kind of node that a canvas offers and the engine does not run, or that the engine awaits and nobody makes.
void find_idle_kinds(const Gathered& gathered, std::vector<Finding>& findings);
/// A key of a map of events (`interface Events { 'order:paid': Order; … }`) with one side only.
void find_lonely_keys(const Gathered& gathered, std::vector<Finding>& findings);
/// A task of a topic (`publish('mail', 'remind')`, `subscribe('mail', { remind: … })`) with one side only.
void find_lonely_tasks(const Gathered& gathered, std::vector<Finding>& findings);
/// A command, query or event that is a class, and that is sent without a handler or handled and never sent.
void find_lonely_classes(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that can be chosen and that a dispatcher passes over as if it were done.
void find_passed_over(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that is asked for behind a cast, and that the type behind it does not have.
void find_strangers(const Gathered& gathered, std::vector<Finding>& findings);
/// A value that has code of its own behind a return for the same value.
void find_answered_before(const Gathered& gathered, std::vector<Finding>& findings);
/// A job for a queue whose workers say that they are for others.
void find_refused_jobs(const Gathered& gathered, std::vector<Finding>& findings);
/// Events and jobs with one side only.
void find_lonely_events(const Gathered& gathered, std::vector<Finding>& findings);

/// Every channel with what is sent and heard over it, for people who want to see what was understood.
std::vector<findings::KnownChannel> known_channels(const Gathered& gathered);

/// What is dispatched on, on the line of the switch; of a registry its name.
Place head_of(const Dispatcher& dispatcher);
/// What a finding about a value that a dispatcher lacks is about, without its place.
std::string subject_of(const Gathered& gathered, const Dispatcher& dispatcher, std::string_view value);
/// What all cases begin with, up to the end of a word: "ORDER_"; empty when they have nothing in common.
std::string_view prefix_of(const Dispatcher& dispatcher);
/// Whether what is done for the cases is to draw something: they have JSX, or are components.
bool draws(const Program& program, const Dispatcher& dispatcher);

/// Whether a value only says how a component looks: `<Chip style={isBad ? Style.Red : Style.Plain}>`.
bool is_look(const Mention& mention);

/// Whether something stands in a type of properties, options or parameters: that nobody chose a value yet is no news.
bool is_option(const Node& holder);

/// The outermost function around a node: what a component or method does as a whole. Null at the top of a file.
Node whole_function(const Node& node);

/// Of a value that is produced nowhere, or only by functions that nobody calls: "produced nowhere", "produced only by
/// park, which nobody calls". The places that would produce it are shown.
std::string told_producers(const Gathered& gathered, const std::vector<Mention>& stranded, Finding& finding);

/// How many places are shown beside a finding.
inline constexpr std::size_t kMaxRelated = 6;

/// Whether a value says that there is nothing to tell ("none", "unknown", "idle"): to do nothing for it is to handle
/// it, and that nobody writes it is no news.
bool means_nothing(std::string_view value);

/// "User not found": a text that nobody shows is no variant, unless it is told apart like one.
bool is_prose(const Domain::Variant* variant);

/// Whether a file that is no program of ours (a component, a service in another language) speaks of a value, by its
/// text or by the name of the member that stands for it.
bool is_said_elsewhere(const Gathered& gathered, const Domain::Variant& variant);

/// Reports the values of one declaration that are mentioned nowhere, while `used` others are; `has_entry` for one that
/// has at most an entry in tables of all values. What another language or a component speaks of is left out.
void report_unused(const Gathered& gathered, const Domain& domain, std::vector<const Domain::Variant*> idle,
                   std::size_t used, Severity severity, std::vector<Finding>& findings, bool has_entry = false);

/// How a variant is called: `'x'`; a member by its name, with what it stands for where that is another word.
std::string told(const Domain::Variant& variant);
std::string told(const std::vector<const Domain::Variant*>& variants);
/// `'x'`
std::string quoted(std::string_view text);
/// "'a', 'b' and 3 more"
std::string listed(const std::vector<std::string_view>& values);

}  // namespace lockstep::rules::variants
