using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Onnx;

namespace EmuEdit.Cli.Commands;

/// <summary><c>--provider</c>: the execution provider of the models.</summary>
internal static class ProviderOption
{
    private const string Name = "--provider", Variable = "EMUEDIT_PROVIDER";

    public static Option<string?> Create() =>
        new(Name)
        {
            Description =
                $"Execution provider of the models: {ProviderSettings.Allowed}; default ${Variable}, or else auto, "
                    + $"which uses the GPU if the build and the machine have CUDA",
            HelpName = "provider",
        };

    /// <summary>Returns the given provider, or the environment's.</summary>
    /// <exception cref="InvalidInputException">The value is not a provider.</exception>
    public static ProviderSettings Read(string? given)
    {
        var text = given ?? Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(text)
            ? new()
            : ProviderSettings.TryParse(text)
                ?? throw new InvalidInputException($"{(given is null ? Variable : Name)} {text}", ProviderSettings.Allowed);
    }
}
