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
 * Refuses an unknown subcommand, which commander passes to the default subcommand as an argument. Does nothing without arguments.
 * @throws CommanderError, after printing the message, if there is an argument
 */
export function refuseArguments (group: Command, [unknown]: readonly string[]): void {
  if (unknown !== undefined) refuseUnknownCommand(group, unknown)
}
