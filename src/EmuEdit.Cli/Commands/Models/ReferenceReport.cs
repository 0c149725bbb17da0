using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Onnx;
using EmuEdit.Onnx.Reference;

namespace EmuEdit.Cli.Commands.Models;

/// <summary>The output of <c>emuedit models check FOLDER --reference FILE</c>.</summary>
internal static class ReferenceReport
{
    /// <summary>Recomputes the outputs and prints one line per output.</summary>
    /// <returns>The exit code: success if every output is within the tolerance.</returns>
    /// <exception cref="InvalidInputException">The tolerance is out of its range, or the checkpoint or the file cannot be read.</exception>
    public static int Print(string folder, string reference, string? json, double tolerance, SessionSettings settings,
        CancellationToken cancellationToken)
    {
        if (tolerance is not (>= 0 and <= 1))
            throw new InvalidInputException($"--tolerance {tolerance.ToString(CultureInfo.InvariantCulture)}", "0 to 1");
        var (outputs, over, largest) = (0, 0, 0.0);
        foreach (var difference in ReferenceCheck.Run(folder, reference, json, settings))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (outputs, largest) = (outputs + 1, Math.Max(largest, difference.Relative));
            var within = difference.Relative <= tolerance;
            over += within ? 0 : 1;
            var remark = difference.Remark is null ? "" : $": {difference.Remark}";
            Console.WriteLine($"{difference.Relative,9:0.0e+00}  {(within ? "ok  " : "OVER")}  {difference.Output}{remark}");
        }
        var inside = over == 0 ? "all" : $"{outputs - over}";
        Console.WriteLine(
            $"{outputs} outputs, the largest difference {largest:0.0e+00} of the largest value; {inside} within {tolerance:0.0e+00}"
        );
        return over == 0 && outputs > 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
