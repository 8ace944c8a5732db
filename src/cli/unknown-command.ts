import type { Command } from 'commander'

/**
 * Refuses an unknown subcommand, which commander passes as an argument to the default one.
 * @throws CommanderError, after printing the message
 */
export function refuseUnknownCommand (group: Command, [unknown]: readonly string[]): void {
  if (unknown === undefined) return
  group.error(`error: unknown command '${unknown}'; the commands are ${group.commands.map(command => command.name()).join(', ')}`)
}
