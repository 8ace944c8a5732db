import type { Command } from 'commander'

/**
 * Refuses an unknown subcommand of `group`. Prints a message with the names of the known subcommands.
 * @throws CommanderError after printing the message
 */
export function refuseUnknownCommand (group: Command, unknown: string): never {
  const names = group.commands.map(command => command.name())
  return group.error(`error: unknown command '${unknown}'; ${names.length === 0 ? `${group.name()} has no commands` : `the commands are ${names.join(', ')}`}`)
}

/**
 * Refuses the arguments of the default subcommand, if there are any. They can follow its name, as in `clock read x`. If its name is left
 * out, Commander passes two kinds of names to it as arguments: the name of an unknown subcommand, and the name of a known subcommand after
 * an option, as in `clock --tenant Cust1 freeze`.
 * @throws CommanderError, after printing the message, if there is an argument
 */
export function refuseArguments (group: Command, command: Command): void {
  const [first] = command.args
  if (first === undefined) return
  if (group.args[0] === command.name()) command.error(`error: too many arguments for '${command.name()}'. Expected 0 arguments but got ${command.args.length}.`)
  if (group.commands.some(known => known.name() === first)) group.error(`error: the options of '${first}' must follow it`)
  refuseUnknownCommand(group, first)
}
