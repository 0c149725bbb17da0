using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--lora</c>: LoRA files to merge into a checkpoint's weights while they load.</summary>
internal static class LoraOption
{
    private const float Most = 10;

    public static Option<string[]> Create() =>
        new("--lora")
        {
            Description =
                $"LoRA to merge into a checkpoint's weights, as safetensors, and how strongly (-{Most} to {Most}; "
                    + $"default 1); may be repeated",
            HelpName = "file[=weight]",
        };

    /// <summary>Reads the option's values.</summary>
    /// <exception cref="InvalidInputException">A weight is not a number, or is out of its range.</exception>
    public static IReadOnlyList<Lora> Read(string[]? values) => [.. (values ?? []).Select(Read)];

    // A file's name may also contain an equals sign.
    private static Lora Read(string value)
    {
        if (value.LastIndexOf('=') is not (> 0 and var at) || File.Exists(value))
            return new(value);
        return Numbers.TryParse<float>(value[(at + 1)..], out var weight) && weight is >= -Most and <= Most
            ? new(value[..at], weight)
            : throw new InvalidInputException($"--lora {value}", $"FILE or FILE=WEIGHT, the weight from -{Most} to {Most}");
    }
}
