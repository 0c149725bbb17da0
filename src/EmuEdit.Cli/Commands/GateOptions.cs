using System.CommandLine;
using EmuEdit.Http;

namespace EmuEdit.Cli.Commands;

/// <summary>The options that say who may use a server.</summary>
internal static class GateOptions
{
    private static readonly Option<string[]> Hosts = new("--allow-host")
    {
        Description = "Host name of the server, in addition to localhost and its address; may be repeated",
        HelpName = "name",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> Origins = new("--allow-origin")
    {
        Description = "Origin whose pages may use the server, such as http://localhost:5173; may be repeated",
        HelpName = "origin",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = "File with the key that requests must send; required if others can reach --host",
        HelpName = "file",
    };
    private static readonly Option<bool> NoKey = new("--no-key")
    {
        Description = "Require no key, also if others can reach --host",
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
