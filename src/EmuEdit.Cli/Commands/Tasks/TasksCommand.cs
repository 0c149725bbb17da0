using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit tasks</c>: manages the tasks that a bundle has learned.</summary>
internal static class TasksCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "A learned task" };
    private static readonly Argument<string> NewName = new("new-name") { Description = "Its new name" };
    private static readonly Argument<string> TaskFile = new("file") { Description = "A task that 'emuedit tasks export' wrote" };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "File to write",
        HelpName = "file.safetensors",
        Required = true,
    };
    private static readonly Option<string?> As = new("--name")
    {
        Description = "New name; default the name in the file",
        HelpName = "name",
    };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Replace a learned task of that name" };
    private static readonly Option<bool> Phrases = new("--phrases")
    {
        Description =
            "Let the task's phrases select it, even if the model knows another task for them; otherwise an edit must name it (--task)",
    };
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create() =>
        new("tasks", "The tasks of a bundle: list them; rename, delete, export and import learned ones.")
        {
            Of(new("list", "List the tasks.", "emuedit tasks list"), ListAsync),
            Of(
                new("rename", "Give a learned task another name.", "emuedit tasks rename mirror flip") { Name, NewName },
                parsed => Library(parsed).RenameAsync(parsed.GetRequiredValue(Name), parsed.GetRequiredValue(NewName))
            ),
            Of(
                new("delete", "Delete a learned task.", "emuedit tasks delete mirror") { Name },
                parsed => Library(parsed).DeleteAsync(parsed.GetRequiredValue(Name))
            ),
            Of(
                new("export", "Write a learned task to a file.", "emuedit tasks export mirror -o mirror.safetensors") { Name, Output },
                async parsed =>
                    AtomicFile.Write(parsed.GetRequiredValue(Output), await Library(parsed).ExportAsync(parsed.GetRequiredValue(Name)))
            ),
            Of(
                new(
                    "import",
                    "Import a task from a file; it must have been learned for the same model.",
                    "emuedit tasks import mirror.safetensors --name flip"
                )
                {
                    TaskFile,
                    As,
                    Replace,
                    Phrases,
                },
                ImportAsync
            ),
        };

    private static ExampleCommand Of(ExampleCommand command, Func<ParseResult, Task> work)
    {
        command.Add(BundleFolder);
        command.Runs((parsed, _) => work(parsed));
        return command;
    }

    private static TaskLibrary Library(ParseResult parsed) => new(parsed.GetValue(BundleFolder) ?? BundleOption.FindShipped());

    private static async Task ImportAsync(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(TaskFile);
        if (!File.Exists(path))
            throw new InvalidInputException($"no file {path}", "a task that 'emuedit tasks export' wrote");
        var name = await Library(parsed)
            .ImportAsync(File.ReadAllBytes(path), path, parsed.GetValue(As), parsed.GetValue(Replace), parsed.GetValue(Phrases));
        Console.WriteLine($"imported '{name}'");
    }

    private static async Task ListAsync(ParseResult parsed)
    {
        foreach (var task in EditTask.All)
            Console.WriteLine($"{task.Name,-20} {task.Description}");
        foreach (var (name, task) in (await Library(parsed).ListAsync()).OrderBy(t => t.Key, StringComparer.Ordinal))
            Console.WriteLine(
                $"{name,-20} learned on {task.Created:yyyy-MM-dd} from {task.Examples + task.HeldOut} pairs, error "
                    + $"{task.ErrorBefore:0.0000} -> {task.ErrorAfter:0.0000}; \"{string.Join("; ", task.Phrases.Take(1))}\""
            );
    }
}
