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
/// <c>emuedit edit</c>: applies one or more instructions. Each is a turn on the image of the previous turn: in a new session, or with
/// <c>--session</c> in an existing one.
/// </summary>
internal static class EditCommand
{
    private static readonly Argument<string> Picture = new("picture") { Description = "PNG, JPEG, WebP, BMP or GIF; none with --session" };
    private static readonly Argument<string[]> Instructions = new("instruction")
    {
        Description = "What to change; several are applied one after another",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "PNG of the last turn; further files (turns, masks, a sheet) are written beside it",
        HelpName = "file.png",
        Required = true,
    };
    private static readonly Option<string?> Session = new("--session")
    {
        Description = "Continue this session at its current turn, instead of editing a picture",
        HelpName = "id",
    };
    private static readonly Option<bool> Overwrite = new("--overwrite", "--force")
    {
        Description = "Replace files that an edit has not written",
    };
    private static readonly Option<string[]> Task = new("--task")
    {
        Description = "Task instead of the predicted one; once, or once for each instruction",
        HelpName = "name",
    };
    private static readonly Option<Seed> Seed = SeedOption.Of("Seed of the noise", 0);
    private static readonly Option<string?> Mask = new("--mask")
    {
        Description = "Image of the same size, white where something may change; elsewhere every byte stays",
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
            "emuedit edit --session 0123456789abcdef0123456789abcdef \"make it snow\" -o out.png",
            "emuedit edit photo.jpg \"make it sunset\" -o out.png --bundle ~/models/instruct-pix2pix --steps 20 --sampler dpm++2m")
        { Picture, Instructions, Output, Session, Overwrite, Task, Seed, Mask, BundleFolder, Loras, Provider, DataFolder, Wait };
        settings.AddTo(command);
        OutputOptions.AddTo(command);
        command.Runs((parsed, cancellation) => RunAsync(parsed, settings.Read(parsed) with { Seed = parsed.GetValue(Seed) }, cancellation));
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, EditOptions options, CancellationToken cancellationToken)
    {
        var (picture, instructions) = Words(parsed);
        var (tasks, files) = (
            parsed.GetValue(Task) ?? [],
            new EditFiles(parsed.GetRequiredValue(Output), picture, instructions.Length)
        );
        if (tasks.Length > 1 && tasks.Length != instructions.Length)
            throw new InvalidInputException(
                $"{tasks.Length} tasks for {instructions.Length} instructions",
                "no task, one, or one for each instruction"
            );
        CheckInstructions(instructions, BehindDashes(parsed));
        var written = new WrittenFiles(parsed.GetRequiredValue(DataFolder));
        if (!parsed.GetValue(Overwrite))
            written.RequireReplaceable(files.Names(instructions.Length));
        var codec = new SkiaCodec();
        var input = picture is null ? null : codec.Read(picture);
        var mask = parsed.GetValue(Mask) is { } path ? codec.Read(path) : null;
        var turns = await ProgressDisplay.RunAsync(async _ =>
        {
            ProgressDisplay.Stage("loading the model");
            using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider), loras: parsed.GetValue(Loras));
            var requests = instructions
                .Select(
                    (instruction, i) =>
                        new TurnRequest(instruction, options with { Task = tasks.ElementAtOrDefault(Math.Min(i, tasks.Length - 1)) })
                )
                .ToList();
            requests.ForEach(r => r.Check(bundle.Tasks));
            if (input is not null)
                CheckMask(codec, mask, input);

            await using var host = await OpenAsync(parsed, bundle, codec, cancellationToken);
            var session = picture is null
                ? await host.Sessions.GetAsync(parsed.GetRequiredValue(Session)!, cancellationToken)
                : await host.Sessions.CreateAsync(
                    await File.ReadAllBytesAsync(picture, cancellationToken),
                    cancellationToken: cancellationToken
                );
            var (id, current) = (session.Document.Id, session.Document.Current);
            input ??= codec.Decode((await host.Sessions.ReadImageAsync(id, current, cancellationToken)).Content, $"turn {current}");
            var (runner, made) = (new TurnRunner(host, id, codec), new List<EditTurn>());
            foreach (var request in requests)
                made.Add(await runner.RunAsync(request with { Mask = CheckMask(codec, mask, input) }, cancellationToken));
            files.Write(input, made);
            written.Add(files.Written);
            return (Session: id, Made: made);
        });
        turns.Made.ForEach(Print);
        CommandOutput.Result(
            $"wrote {string.Join(", ", files.Written)}\nsession {turns.Session}",
            new { files = files.Written, turns.Session }
        );
    }

    // With --session, all words are instructions.
    private static (string? Picture, string[] Instructions) Words(ParseResult parsed)
    {
        var (first, others) = (parsed.GetRequiredValue(Picture), parsed.GetValue(Instructions) ?? []);
        if (parsed.GetValue(Session) is not null)
            return (null, [first, .. others]);
        return others.Length > 0
            ? (first, others)
            : throw new InvalidInputException(
                $"'{first}' alone",
                "a picture and at least one instruction",
                "write emuedit edit PICTURE \"make it night\" -o out.png, or continue a session with --session ID"
            );
    }

    private static byte[]? CheckMask(SkiaCodec codec, Image? mask, Image input)
    {
        if (mask is null)
            return null;
        var file = codec.EncodePng(mask);
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

    private static void Print(EditTurn turn)
    {
        var result = turn.Result;
        var task = result.TaskPredicted ? FormattableString.Invariant($"{result.Task} ({100 * result.TaskConfidence:0} %)") : result.Task;
        CommandOutput.Result(
            $"{turn.Number}. {turn.Instruction}; task: {task}, {turn.ChangedShare:0.0%} of the pixels changed, "
                + $"{turn.Time.TotalSeconds:0.00} s",
            new { turn = turn.Number, turn.Instruction, result.Task, turn.ChangedShare, Seconds = turn.Time.TotalSeconds }
        );
        foreach (var remark in result.Remarks)
            CommandOutput.Warn(remark);
    }
}
