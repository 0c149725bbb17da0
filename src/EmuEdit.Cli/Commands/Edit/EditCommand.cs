using System.CommandLine;
using System.Diagnostics;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Imaging;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit edit</c>: one or many instructions, each a turn on the picture that the turn before left.</summary>
internal static class EditCommand
{
    private static readonly Argument<string> Picture = new("picture") { Description = "PNG, JPEG, WebP, BMP or GIF" };
    private static readonly Argument<string[]> Instructions = new("instruction") { Description = "What to change; several are done one after another", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "PNG of the last turn; turns, masks and a sheet go beside it", HelpName = "file.png", Required = true };
    private static readonly Option<string[]> Task = new("--task") { Description = "Task instead of the predicted one; once, or once for each instruction", HelpName = "name" };
    private static readonly Option<long> Seed = NumberOption.Of("--seed", "Seed of the noise", "any whole number", 0L);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create()
    {
        var settings = new EditOptionSet();
        var command = new ExampleCommand("edit", "Edit a picture by instruction.",
            "emuedit edit scene.png \"remove the red sphere\" \"make it night\" -o out.png",
            "emuedit edit photo.jpg \"make it a sketch\" -o sketch.png --bundle /models/large --steps 50 --text-guidance 5")
        { Picture, Instructions, Output, Task, Seed, BundleFolder };
        settings.AddTo(command);
        command.Runs((parsed, cancellation) => Run(parsed, settings.Read(parsed) with { Seed = parsed.GetValue(Seed) }, cancellation));
        return command;
    }

    private static void Run(ParseResult parsed, EditOptions options, CancellationToken cancellation)
    {
        var (instructions, tasks) = (parsed.GetRequiredValue(Instructions), parsed.GetValue(Task) ?? []);
        var files = new EditFiles(parsed.GetRequiredValue(Output));
        if (tasks.Length > 1 && tasks.Length != instructions.Length)
            throw new InvalidInputException($"{tasks.Length} tasks for {instructions.Length} instructions", "no task, one, or one for each instruction");
        foreach (var instruction in instructions)
            CheckInstruction(instruction);
        var input = new SkiaCodec().Read(parsed.GetRequiredValue(Picture));
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder));
        var turns = Turns(new EditPipeline(bundle), input, instructions, turn => options with { Task = tasks.Length == 0 ? null : tasks[Math.Min(turn, tasks.Length - 1)] }, cancellation);
        files.Write(input, turns);
        foreach (var (i, turn) in turns.Index())
            Print(i + 1, turn);
        Console.WriteLine($"wrote {string.Join(", ", files.Written)}");
    }

    // A mistyped option would otherwise be taken for one more instruction.
    private static void CheckInstruction(string instruction)
    {
        if (instruction.StartsWith('-'))
            throw new InvalidInputException($"unknown option {instruction}", "those that 'emuedit edit --help' lists");
        EditOptions.CheckInstruction(instruction);
    }

    private static List<EditTurn> Turns(EditPipeline pipeline, Image input, string[] instructions, Func<int, EditOptions> optionsOf, CancellationToken cancellation)
    {
        var turns = new List<EditTurn>();
        foreach (var (i, instruction) in instructions.Index())
        {
            var clock = Stopwatch.StartNew();
            var result = ProgressBar.Run(instruction, 100, bar => pipeline.Edit(turns.LastOrDefault()?.Result.Image ?? input, instruction, optionsOf(i), new Percent(bar), cancellation));
            turns.Add(new(instruction, result, clock.Elapsed));
        }
        return turns;
    }

    private static void Print(int number, EditTurn turn)
    {
        var result = turn.Result;
        var task = result.TaskPredicted ? $"{result.Task} ({result.TaskConfidence:0%} sure)" : result.Task;
        Console.WriteLine($"{number}. {turn.Instruction}: {task}, {turn.ChangedShare:0.0%} of the pixels changed, {turn.Time.TotalSeconds:0.00} s");
        foreach (var remark in result.Remarks)
            Console.Error.WriteLine(remark);
    }

    private sealed class Percent(IProgress<int> bar) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => bar.Report(100 * value.Step / value.Steps);
    }
}
