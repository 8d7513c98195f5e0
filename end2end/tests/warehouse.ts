// A source of somebody else's: a SQLite file with the fault of the case, and its repair.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs, { type Database } from "sql.js";

const fault = `
  create table task (task_id integer primary key, task_name text not null);
  create table label (id integer primary key, task_id integer not null, task_name text not null);
  insert into task values (9041, 'assay-41-v2'), (9042, 'assay-42');
  insert into label values (1, 9041, 'assay-41'), (2, 9041, 'assay-41'), (3, 9042, 'assay-42'), (4, 9041, 'assay-41');
`;
const repair = "update label set task_name = (select task_name from task where task.task_id = label.task_id)";

export class Warehouse {
  private constructor(private readonly path: string, private readonly database: Database) {}

  /** The file as it is before the fix: three labels carry a name that their task has no longer. */
  static async make(): Promise<Warehouse> {
    const { Database } = await initSqlJs();
    const warehouse = new Warehouse(join(mkdtempSync(join(tmpdir(), "firebreak-source-")), "labels.db"), new Database());
    return warehouse.write(fault);
  }

  /** As Firebreak names a source. */
  get url(): string {
    return `sqlite:${this.path}`;
  }

  /** The fix. */
  repair(): Warehouse {
    return this.write(repair);
  }

  private write(sql: string): Warehouse {
    this.database.run(sql);
    writeFileSync(this.path, this.database.export());
    return this;
  }
}
