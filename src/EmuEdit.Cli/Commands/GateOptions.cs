using System.CommandLine;
using EmuEdit.Http;

namespace EmuEdit.Cli.Commands;

/// <summary>The options that say who may use a server.</summary>
internal static class GateOptions
{
    private static readonly Option<string[]> Hosts = new("--allow-host")
    {
        Description = "A name that the server is called by, beside localhost and its address; may be repeated",
        HelpName = "name",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Origins = new("--allow-origin")
    {
        Description = "An origin whose pages may use the server, such as http://localhost:5173; may be repeated",
        HelpName = "origin",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = "A file with the key that requests must show; needed with a --host that others reach",
        HelpName = "file",
    };
    private static readonly Option<bool> NoKey = new("--no-key")
    {
        Description = "Let whoever reaches --host use the server without a key",
    };

    public static IReadOnlyList<Option> All { get; } = [Hosts, Origins, KeyFile, NoKey];

    public static GateSettings Read(ParseResult parsed) => new GateSettings
    {
        Hosts = parsed.GetValue(Hosts) ?? [],
        Origins = parsed.GetValue(Origins) ?? [],
        Key = parsed.GetValue(KeyFile) is { } file ? AccessKey.Read(file) : null,
        WithoutKey = parsed.GetValue(NoKey),
    }.Validated();
}
