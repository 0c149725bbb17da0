using System.CommandLine;
using System.CommandLine.Parsing;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;
using EmuEdit.Onnx;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Sessions;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// <c>emuedit edit</c>: applies one or more instructions. Each is a turn of a new session, on the image of the previous turn.
/// </summary>
internal static class EditCommand
{
    private static readonly Argument<string> Picture = new("picture") { Description = "PNG, JPEG, WebP, BMP or GIF" };
    private static readonly Argument<string[]> Instructions = new("instruction")
    {
        Description = "What to change; several are done one after another",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "PNG of the last turn; turns, masks and a sheet go beside it",
        HelpName = "file.png",
        Required = true,
    };
    private static readonly Option<string[]> Task = new("--task")
    {
        Description = "Task instead of the predicted one; once, or once for each instruction",
        HelpName = "name",
    };
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of the noise", 0);
    private static readonly Option<string?> Mask = new("--mask")
    {
        Description = "Picture of the same size, white where something may change; outside it every byte stays",
        HelpName = "file",
    };
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string[]> Loras = LoraOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();
    private static readonly Option<string> DataFolder = DataFolderOption.Create();
    private static readonly Option<double> Wait = WaitOption.Create();

    public static Command Create()
    {
        var settings = new EditOptionSet();
        var command = new ExampleCommand("edit", "Edit a picture by instruction.",
            "emuedit edit scene.png \"remove the red sphere\" \"make it night\" -o out.png",
            "emuedit edit photo.jpg \"make it sunset\" -o out.png --bundle ~/models/instruct-pix2pix --steps 20 --sampler dpm++2m")
        { Picture, Instructions, Output, Task, Seed, Mask, BundleFolder, Loras, Provider, DataFolder, Wait };
        settings.AddTo(command);
        command.Runs((parsed, cancellation) => RunAsync(parsed, settings.Read(parsed) with { Seed = parsed.GetValue(Seed) }, cancellation));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, EditOptions options, CancellationToken cancellationToken)
    {
        var (instructions, tasks) = (parsed.GetRequiredValue(Instructions), parsed.GetValue(Task) ?? []);
        var files = new EditFiles(parsed.GetRequiredValue(Output), parsed.GetRequiredValue(Picture), instructions.Length);
        if (tasks.Length > 1 && tasks.Length != instructions.Length)
            throw new InvalidInputException(
                $"{tasks.Length} tasks for {instructions.Length} instructions",
                "no task, one, or one for each instruction"
            );
        CheckInstructions(instructions, BehindDashes(parsed));
        var codec = new SkiaCodec();
        var input = codec.Read(parsed.GetRequiredValue(Picture));
        var mask = ReadMask(parsed.GetValue(Mask), codec, input);
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider), loras: parsed.GetValue(Loras));
        var requests = instructions
            .Select(
                (instruction, i) =>
                    new TurnRequest(instruction, options with { Task = tasks.ElementAtOrDefault(Math.Min(i, tasks.Length - 1)) })
                    {
                        Mask = mask,
                    }
            )
            .ToList();
        requests.ForEach(r => r.Check(bundle.Tasks));

        await using var host = await OpenAsync(parsed, bundle, codec, cancellationToken);
        var session = (
            await host.Sessions.CreateAsync(
                await File.ReadAllBytesAsync(parsed.GetRequiredValue(Picture), cancellationToken),
                cancellationToken: cancellationToken
            )
        )
            .Session
            .Id;
        var (runner, turns) = (new TurnRunner(host, session, codec), new List<EditTurn>());
        foreach (var request in requests)
            turns.Add(await runner.RunAsync(request, cancellationToken));
        files.Write(input, turns);
        foreach (var (i, turn) in turns.Index())
            Print(i + 1, turn);
        Console.WriteLine($"wrote {string.Join(", ", files.Written)}");
        Console.WriteLine($"session {session}");
    }

    private static byte[]? ReadMask(string? path, SkiaCodec codec, Image input)
    {
        if (path is null)
            return null;
        var file = codec.EncodePng(codec.Read(path));
        ChangeMask.Read(codec, file, input.Width, input.Height);
        return file;
    }

    private static Task<EmbeddedSessions> OpenAsync(ParseResult parsed, Bundle bundle, SkiaCodec codec, CancellationToken cancellationToken)
    {
        var (folder, pipeline) = (parsed.GetRequiredValue(DataFolder), new EditPipeline(bundle));
        var options = new EmbeddedSessionsOptions { Owner = FolderOwner.ThisProcess("emuedit edit", stays: false), Log = new WaitingLog() };
        return SharedFolder.OpenAsync(
            folder,
            () => EmbeddedSessions.Open(folder, bundle, pipeline, codec, options),
            WaitOption.Read(parsed, Wait),
            cancellationToken
        );
    }

    // Everything after "--" is an instruction. Before it, a mistyped option would be taken for another instruction.
    private static void CheckInstructions(string[] instructions, int behindDashes)
    {
        foreach (var (i, instruction) in instructions.Index())
        {
            EditOptions.CheckInstruction(instruction);
            if (!instruction.StartsWith('-') || i >= instructions.Length - behindDashes)
                continue;
            throw instruction.Contains(' ', StringComparison.Ordinal)
                ? new InvalidInputException(
                    $"instruction '{instruction}' begins with a dash",
                    "one behind --",
                    $"write emuedit edit PICTURE -o out.png -- \"{instruction}\""
                )
                : new InvalidInputException(
                    $"unknown option {instruction}",
                    "those that 'emuedit edit --help' lists",
                    "an instruction that begins with a dash stands behind --"
                );
        }
    }

    private static int BehindDashes(ParseResult parsed) =>
        parsed.Tokens.SkipWhile(t => t.Type is not TokenType.DoubleDash).Count(t => t.Type is TokenType.Argument);

    private static void Print(int number, EditTurn turn)
    {
        var result = turn.Result;
        var task = result.TaskPredicted ? $"{result.Task} ({result.TaskConfidence:0%} sure)" : result.Task;
        Console.WriteLine(
            $"{number}. {turn.Instruction}: {task}, {turn.ChangedShare:0.0%} of the pixels changed, {turn.Time.TotalSeconds:0.00} s"
        );
        foreach (var remark in result.Remarks)
            Console.Error.WriteLine(remark);
    }
}
