namespace EmuEdit.Pairs.Recipes;

/// <summary>
/// The rendering changes and the scene does not: the latents of DDIM inversion, with the input's attention injected, as plug-and-play does (Tumanyan et al. 2023). Plug-and-play also injects
/// features of one decoder layer; attention control has the attention alone.
/// </summary>
internal static class StyleRecipe
{
    public static PairRecipe Recipe { get; } = new GroundedRecipe("style", Confinement.Nothing)
    {
        SelfAttention = new(0.3f, 0.8f),
        CrossAttention = new(0, 0.4f),
        Inverted = true,
    };
}
