/** A command made of commands: `context add`, `context list`. */
import { Command } from 'commander';

import { nearest } from '../config/nearest.ts';
import { UsageError } from '../errors.ts';

/**
 * A command that stands for the one chosen of those in it: its arguments begin with that one's name, its options are
 * that one's. So whoever runs commands need not know that there are groups. Alone it prints its help.
 */
export class CommandGroup extends Command {
  override copyInheritedSettings(source: Command): this {
    super.copyInheritedSettings(source);
    for (const command of this.commands) command.copyInheritedSettings(source);
    return this;
  }

  override action(run: (...args: unknown[]) => void | Promise<void>): this {
    for (const command of this.commands) {
      command.action(async (...args: unknown[]) => {
        this.args = [command.name(), ...command.args];
        for (const [name, value] of Object.entries(command.opts())) this.setOptionValue(name, value);
        await run(...args);
      });
    }
    return super.action(() => this.#withoutCommand());
  }

  #withoutCommand(): void {
    const [name] = this.args;
    if (name === undefined) return this.outputHelp();
    const near = nearest(
      name,
      this.commands.map((command) => command.name()),
    );
    throw new UsageError(`unknown command '${this.name()} ${name}'`, {
      hint: near
        ? `did you mean ${this.name()} ${near}?`
        : `tracectl ${this.name()} --help lists the commands`,
    });
  }
}
