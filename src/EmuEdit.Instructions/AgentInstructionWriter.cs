using EmuEdit.Core;
using Microsoft.Extensions.AI;

namespace EmuEdit.Instructions;

/// <summary>
/// Instructions by a dialog language model: one agent a task, in-context learning only (Emu Edit,
/// "Instruction generation"). A reply that breaks a rule goes back to the model with what is wrong
/// about it, a few times.
/// </summary>
/// <param name="model">The language model.</param>
/// <param name="options">How it is asked; null for the defaults.</param>
/// <exception cref="InvalidInputException">An option is out of its range.</exception>
public sealed class AgentInstructionWriter(IChatClient model, AgentOptions? options = null) : IInstructionWriter
{
    private readonly AgentOptions _options = (options ?? new()).Validated();

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">No agent knows the task.</exception>
    public Task<InstructionOutcome> WriteAsync(InstructionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var agent = TaskAgent.Of(request.Task);
        if (CaptionRules.ProblemOf(request.Caption) is { } problem)
            return Task.FromResult<InstructionOutcome>(
                new RejectedInstruction(InstructionFault.BadCaption, problem, new(model.ModelName())));
        var prompt = AgentPrompt.Draw(agent, request.Caption!, request.Seed, request.Index, _options.ExemplarShare);
        return AskAsync(agent, prompt, _options.ForSample(request), cancellationToken);
    }

    private async Task<InstructionOutcome> AskAsync(TaskAgent agent, AgentPrompt prompt, ChatOptions chat,
        CancellationToken cancellationToken)
    {
        var messages = prompt.Messages.ToList();
        var provenance = new InstructionProvenance(model.ModelName()) { Verb = prompt.Verb, Exemplars = prompt.Exemplars.Count };
        while (true)
        {
            provenance = provenance with { Tries = provenance.Tries + 1 };
            ChatReply reply;
            try
            {
                reply = await model.ReplyAsync(messages, chat, cancellationToken).ConfigureAwait(false);
            }
            catch (ChatException e) when (e.Error is ChatError.ContentRefused)
            {
                return new RejectedInstruction(InstructionFault.ContentRefused, e.Message, provenance);
            }
            provenance = provenance with { Model = reply.Model, Tokens = provenance.Tokens + (reply.Tokens ?? default) };
            try
            {
                var (answer, repairs) = ReplyParser.Parse(reply.Text);
                ReplyRules.Check(answer, agent, prompt);
                var edited = agent.ObjectPlace is ObjectPlace.Nowhere ? null : answer.Object;
                provenance = provenance with { Repairs = repairs is [] ? null : string.Join(", ", repairs) };
                return new WrittenInstruction(agent.Task, prompt.Caption, answer.Instruction, edited, answer.OutputCaption, provenance);
            }
            catch (BadReplyException e) when (provenance.Tries >= _options.MaxTries)
            {
                return new RejectedInstruction(e.Fault, e.Message, provenance);
            }
            catch (BadReplyException e)
            {
                messages.AddRange(AgentTexts.Again(reply.Text, e.Message));
            }
        }
    }
}
