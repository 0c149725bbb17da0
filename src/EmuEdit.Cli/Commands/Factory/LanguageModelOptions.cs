using System.CommandLine;
using EmuEdit.Core;
using EmuEdit.Factory;
using EmuEdit.Instructions;
using EmuEdit.Storage;
using Microsoft.Extensions.AI;

namespace EmuEdit.Cli.Commands;

/// <summary>
/// The options of the language model that writes instructions for captions. Its key comes from the environment, so that no list of
/// processes shows it.
/// </summary>
internal sealed class LanguageModelOptions
{
    private const string KeyVariable = "EMUEDIT_LLM_KEY";

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description =
            $"OpenAI-compatible endpoint of a language model, or with --azure of Azure OpenAI; the variable {KeyVariable} has its key",
        HelpName = "url",
    };
    private readonly Option<string?> _model = new("--model") { Description = "The model, or the deployment's name", HelpName = "name" };
    private readonly Option<bool> _azure = new("--azure")
    {
        Description = "The endpoint is Azure OpenAI's; without a key, the signed-in identity is used",
    };
    private readonly Option<decimal> _inputPrice = NumberOption.Of(
        "--input-price",
        "Price of a million tokens read, in dollars",
        "0 or more",
        0m
    );
    private readonly Option<decimal> _outputPrice = NumberOption.Of(
        "--output-price",
        "Price of a million tokens written, in dollars",
        "0 or more",
        0m
    );

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _endpoint, _model, _azure, _inputPrice, _outputPrice })
            command.Add(option);
    }

    /// <summary>Returns the price of tokens.</summary>
    public ChatPrice Price(ParseResult parsed) =>
        new ChatPrice { InputPerMillion = parsed.GetValue(_inputPrice), OutputPerMillion = parsed.GetValue(_outputPrice) }.Validated();

    /// <summary>
    /// Returns the model and the host of its endpoint, for the card; null if no endpoint is given. Call <see cref="Writer"/> first:
    /// it checks both.
    /// </summary>
    public LanguageModelName? Name(ParseResult parsed) =>
        parsed.GetValue(_endpoint) is { } endpoint ? new(parsed.GetRequiredValue(_model)!, new Uri(endpoint).Host) : null;

    /// <summary>Creates the instruction writer. Returns null if no endpoint is given.</summary>
    /// <exception cref="InvalidInputException">The model has no name, or the endpoint cannot be used.</exception>
    public LanguageModelWriter? Writer(ParseResult parsed)
    {
        if (parsed.GetValue(_endpoint) is not { } given)
            return null;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var endpoint))
            throw new InvalidInputException(
                $"--endpoint {given}",
                "an http or https address",
                "give it in full, for example http://localhost:8000/v1"
            );
        var name =
            parsed.GetValue(_model)
            ?? throw new InvalidInputException("--endpoint without --model", "both", "name the model that writes the instructions");
        var key = Environment.GetEnvironmentVariable(KeyVariable);
        var azure = parsed.GetValue(_azure);
        var model = azure ? OpenAIChatClient.Azure(endpoint, key, name) : OpenAIChatClient.Compatible(endpoint, key, name);
        // An Azure resource takes its key in another header.
        return new(model, endpoint, azure ? null : key, azure, Price(parsed));
    }
}

/// <summary>A language model that writes instructions, and what it has cost.</summary>
internal sealed class LanguageModelWriter(IChatClient model, Uri endpoint, string? key, bool azure, ChatPrice price) : IDisposable
{
    private MeteringChatClient? _meter;

    /// <summary>Dollars spent since the start.</summary>
    public decimal Cost => _meter?.Totals.Paid.Cost ?? 0;

    /// <summary>Opens the writer. It records its replies in a store.</summary>
    public IInstructionWriter Open(IBlobStore blobs) =>
        new AgentInstructionWriter(_meter = new MeteringChatClient(new RecordingChatClient(new RetryingChatClient(model), blobs), price));

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _meter?.Dispose();
        model.Dispose();
    }

    /// <summary>Checks once whether the endpoint answers.</summary>
    /// <exception cref="ChatException">It does not, or it refuses the key.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => EndpointProbe.CheckAsync(endpoint, key, !azure, cancellationToken);
}
