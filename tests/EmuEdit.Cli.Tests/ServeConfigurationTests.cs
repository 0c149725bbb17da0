using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>The options of <c>serve</c> from the command line, the environment and a file.</summary>
public sealed class ServeConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PrintConfig_FlagBeatsEnvironmentBeatsFile()
    {
        var file = Config("""{ "port": 1, "queue": 2, "concurrency": 3, "allow_host": ["a", "b"], /* a comment */ "no_key": true, }""");
        var printed = await PrintAsync(
            new() { ["EMUEDIT_PORT"] = "11", ["EMUEDIT_QUEUE"] = "12", ["EMUEDIT_LORA"] = "x.safetensors=0.5 y.safetensors" },
            "--config", file, "--port", "21"
        );
        Assert.Contains("\"port\": 21, // command line\n", printed, StringComparison.Ordinal);
        Assert.Contains("\"queue\": 12, // EMUEDIT_QUEUE\n", printed, StringComparison.Ordinal);
        Assert.Contains($"\"concurrency\": 3, // {file}\n", printed, StringComparison.Ordinal);
        Assert.Contains("\"expire_days\": 30, // default\n", printed, StringComparison.Ordinal);
        Assert.Contains($"\"allow_host\": [\"a\",\"b\"], // {file}\n", printed, StringComparison.Ordinal);
        Assert.Contains("\"lora\": [\"x.safetensors=0.5\",\"y.safetensors\"], // EMUEDIT_LORA\n", printed, StringComparison.Ordinal);
        Assert.Contains($"\"no_key\": true, // {file}\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintConfig_IsAFileThatGivesTheSame()
    {
        var printed = await PrintAsync(new() { ["EMUEDIT_PATH_BASE"] = "/emu" }, "--queue", "7");
        var again = await PrintAsync([], "--config", Config(printed));
        Assert.Equal(Values(printed), Values(again));
    }

    [Fact]
    public async Task PrintConfig_HidesWhatMayContainAKey()
    {
        var printed = await PrintAsync(
            new()
            {
                ["EMUEDIT_BLOBS"] = "AccountName=x;AccountKey=c2VjcmV0",
                ["EMUEDIT_BATCHES"] = "https://x.queue.core.windows.net/?sig=secret",
            }
        );
        Assert.DoesNotContain("c2VjcmV0", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", printed, StringComparison.Ordinal);
        Assert.Contains("\"blobs\": \"********\", // EMUEDIT_BLOBS", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "prot": 1 }""", "'prot' in {file}; allowed: port, host, ")]
    [InlineData("""{ "port": "many" }""", "{file}: --port many; allowed: a whole number, 0 to 65535.")]
    [InlineData("""{ "no_key": "perhaps" }""", "{file}: ")]
    [InlineData("""{ "port": 1""", "{file} cannot be read (")]
    public async Task Serve_FileWithAMistake_IsOneLine(string content, string message)
    {
        var file = Config(content);
        await AssertRefused([], message.Replace("{file}", file, StringComparison.Ordinal), "--config", file);
    }

    [Theory]
    [InlineData("EMUEDIT_PROT", "1", "the variable EMUEDIT_PROT; allowed: EMUEDIT_PORT, EMUEDIT_HOST, ")]
    [InlineData("EMUEDIT_PORT", "many", "EMUEDIT_PORT: --port many; allowed: a whole number, 0 to 65535.")]
    [InlineData("EMUEDIT_CONFIG", "missing.json", "no file missing.json; allowed: ")]
    public async Task Serve_VariableWithAMistake_IsOneLine(string name, string value, string message) =>
        await AssertRefused(new() { [name] = value }, message);

    [Fact]
    public async Task Serve_PortThatIsTaken_IsOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await AssertRefused(new() { ["EMUEDIT_PORT"] = $"{port}" }, $"--port {port} on 127.0.0.1 (");
    }

    private string Config(string content)
    {
        File.WriteAllText(_folder["emuedit.json"], content);
        return _folder["emuedit.json"];
    }

    private static string Values(string printed)
    {
        var values = JsonNode.Parse(
            printed,
            documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        )!.AsObject();
        // Each process of the tests has a data folder of its own.
        values.Remove("data_folder");
        return values.ToJsonString();
    }

    private static async Task<string> PrintAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = CliProcess.Start(environment, ["serve", "--print-config", .. arguments]);
        var result = await process.Finish();
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output;
    }

    private static async Task AssertRefused(Dictionary<string, string> environment, string message, params string[] arguments)
    {
        using var process = CliProcess.Start(environment, ["serve", .. arguments]);
        var result = await process.Finish();
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
    }
}
